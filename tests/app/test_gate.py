"""Pages are made in turn: who comes first, how many at once, and what slow work does to the others."""

from contextlib import ExitStack, suppress
from threading import Event, Thread

from pages.server.gate import Gate

FOR_EVER = 1e6  # seconds


def test_whoever_came_first_is_next() -> None:
    gate, order, askers = Gate(at_once=1, long=FOR_EVER), [], []

    def ask(number: int, came: Event) -> None:
        came.set()
        with gate.turn():
            order.append(number)

    with gate.turn():
        for number in range(20):
            came = Event()
            askers.append(Thread(target=ask, args=(number, came)))
            askers[-1].start()
            came.wait()
            while len(gate._waiting) <= number:  # it is at the gate, and not only on its way there
                pass
        assert order == []
    for each in askers:
        each.join()
    assert order == list(range(20))


def test_never_more_than_so_many_at_once() -> None:
    gate, inside, most = Gate(at_once=3, long=FOR_EVER), [], []

    def ask() -> None:
        for _ in range(50):
            with gate.turn():
                inside.append(None)
                most.append(len(inside))
                inside.pop()

    askers = [Thread(target=ask) for _ in range(12)]
    for each in askers:
        each.start()
    for each in askers:
        each.join()
    assert len(most) == 600
    assert max(most) <= 3


def test_slow_work_holds_up_nobody() -> None:
    gate = Gate(at_once=1, long=0)
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(gate.turn())  # all of them are slow from the beginning


def test_a_page_that_fails_gives_its_turn_back() -> None:
    gate = Gate(at_once=1, long=FOR_EVER)
    for _ in range(3):
        with suppress(ValueError), gate.turn():
            raise ValueError
    with gate.turn():
        pass


def test_while_a_page_waits_for_something_others_have_its_turn() -> None:
    gate, order = Gate(at_once=1, long=FOR_EVER), []

    def ask(number: int) -> None:
        with gate.turn():
            order.append(number)

    with gate.turn():
        with gate.release_turn():
            other = Thread(target=ask, args=(1,))
            other.start()
            other.join()  # for ever, if it had no turn
        order.append(2)
        waiting = Thread(target=ask, args=(3,))
        waiting.start()
        while not gate._waiting:
            pass
        assert order == [1, 2], "the turn is held again"
    waiting.join()
    assert order == [1, 2, 3]
    with gate.release_turn():
        ask(4)
    assert order[-1] == 4, "who holds none can step aside too"


def test_a_page_that_fails_while_it_waits_holds_no_turn() -> None:
    gate = Gate(at_once=1, long=FOR_EVER)
    for _ in range(3):
        with suppress(ValueError), gate.turn(), gate.release_turn():
            raise ValueError
    with gate.turn():
        pass
