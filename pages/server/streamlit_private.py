"""What of Streamlit is private, in this one file. It looks first whether all is there; else Streamlit stays as it is.

A press is done to its end before anything newer is heard, so that none is lost.

A browser says that a button was pressed in one message alone. When the next one arrives, Streamlit stops the run of the
page at its next element, and one that has not come to its ``if st.button(…)`` by then leaves the press undone. Without
``runner.fastReruns`` too: then the press of a run that waits is kept, but none of one that has begun. The next message
need not be a click: a part of the page says late what was typed, or how far its film has played.

A run that is stopped goes on to its next element while the next one begins. Both change what the visitor has in hand,
and Streamlit has a lock for each of them: now there is one for both, without which the second can find it changing
under its hands, and ends in an error before it has heard of the press that it was to do.
"""

from __future__ import annotations

from functools import partial
from threading import RLock
from typing import Any
from weakref import WeakValueDictionary

from streamlit.runtime.scriptrunner import get_script_run_ctx

try:
    from streamlit.proto.ClientState_pb2 import ClientState
    from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
    from streamlit.runtime import app_session, websocket_session_manager
    from streamlit.runtime.app_session import AppSession, AppSessionState
    from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent
    from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState
    from streamlit.runtime.state import SessionState
    from streamlit.runtime.state.common import WidgetMetadata
    from streamlit.runtime.state.session_state import Serialized
except ImportError:
    AppSession = ScriptRunner = SessionState = object  # type: ignore[assignment, misc]

KNOWN = {  # what is replaced or asked for below, by its class
    "AppSession": "id request_rerun request_script_stop _call_soon_on_event_loop _handle_stop_script_request"
    " _handle_scriptrunner_event_on_event_loop _state _session_state _client_state _scriptrunner",
    "ScriptRunner": "_maybe_handle_execution_control_request _is_in_script_thread _requests _session_state",
    "SessionState": "set_widgets_from_proto _set_widget_metadata _get_widget_metadata",
}
MOST = 20  # messages that wait: nobody presses more often while one press is done


def lose_no_press() -> None:
    """Have Streamlit take sessions and runs of this kind, where it has all that they need."""
    for each in (AppSession, ScriptRunner, SessionState):
        begins = getattr(each.__init__, "__code__", None)  # names the attributes that it sets
        if not set(KNOWN.get(each.__name__, "?").split()) <= {*dir(each), *getattr(begins, "co_names", ())}:
            return
    websocket_session_manager.AppSession = PatientSession  # type: ignore[attr-defined]
    app_session.ScriptRunner = PatientRunner  # type: ignore[attr-defined]


def may_be_left() -> None:
    """A click may end what this run of the page still does, although a press began it."""
    context = get_script_run_ctx(suppress_warning=True)
    session = _sessions.get(context.session_id) if context is not None else None
    if context is not None and session is not None:
        session._call_soon_on_event_loop(partial(session.let_be_left, context.script_requests))


class LockedState(SessionState):
    """What a visitor has in hand, with the lock of all her runs."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = RLock()

    def set_widgets_from_proto(self, widget_states: WidgetStates) -> None:
        """Take what a browser says, but nothing else than text from a widget of text. Forged, that would be an error in
        the widget's callback.
        """
        super().set_widgets_from_proto(widget_states)
        for each in widget_states.widgets:
            if (known := self._get_widget_metadata(each.id)) is not None:
                self._drop_another_kind(known)

    def _set_widget_metadata(self, widget_metadata: WidgetMetadata[Any]) -> None:
        self._drop_another_kind(widget_metadata)
        super()._set_widget_metadata(widget_metadata)

    def _drop_another_kind(self, widget: WidgetMetadata[Any]) -> None:
        found = self._new_widget_state.states.get(widget.id)
        kind = found.value.WhichOneof("value") if isinstance(found, Serialized) else None
        # Of numbers a browser says a whole one as `int_value` where the widget has `double_value`.
        if widget.value_type == "string_value" and kind not in (None, "string_value"):
            del self._new_widget_state.states[widget.id]


class PatientRunner(ScriptRunner):
    """Runs a page, and no callback of it by half: what changed would be known, and it would not be called again. Nor do
    two runs of one visitor call theirs at once.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if isinstance(state := more["session_state"], LockedState):
            object.__setattr__(self._session_state, "_lock", state.lock)  # its other attributes are the visitor's

    def _maybe_handle_execution_control_request(self) -> None:
        if not self._is_in_script_thread() or ThreadState.get().run_location is not RunLocation.CALLBACK:
            super()._maybe_handle_execution_control_request()


class PatientSession(AppSession):
    """A visitor's session, in which what comes behind a press waits. All of it happens in the loop of the server."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._session_state = LockedState()
        _sessions[self.id] = self
        self._pressed: ClientState | None = None  # what is done now, and is not to be stopped
        self._later: list[ClientState] = []  # what was said meanwhile, the first first
        self._goes: tuple[str, ClientState] | None = None  # the page that is left now, and the click that leaves it

    def request_rerun(self, client_state: ClientState | None) -> None:
        """Run the page, or a part of it, as its browser says; once the press before is done."""
        said = client_state
        if said is None or self._state is AppSessionState.SHUTDOWN_REQUESTED:
            super().request_rerun(said)
        elif not self._is_of_a_page_that_is_left(said):
            here = self._client_state.page_script_hash
            self._goes = (here, said) if here and said.page_script_hash not in ("", here) else None
            if self._pressed is not None:
                self._wait_with(said)
            else:
                if not said.fragment_id:
                    self._later.clear()  # they are no clicks, and what they said is said anew
                self._go_on_with(said)

    def request_script_stop(self) -> None:
        """Stop the run of the page, as when the line is cut; but not within a press."""
        if self._pressed is None:
            super().request_script_stop()

    def let_be_left(self, requests: object) -> None:
        """From now on a click may end the run with these requests; what is no click waits for its end."""
        pressed, runner = self._pressed, self._scriptrunner
        if pressed is not None and runner is not None and runner._requests is requests:
            self._pressed = None
            if any(is_press(each) or each.page_script_hash != pressed.page_script_hash for each in self._later):
                self._go_on()

    def _handle_stop_script_request(self) -> None:
        super().request_script_stop()  # the visitor asks for it

    def _handle_scriptrunner_event_on_event_loop(
        self, sender: ScriptRunner | None, event: ScriptRunnerEvent, *args: Any, **more: Any
    ) -> None:
        is_over = event is ScriptRunnerEvent.SHUTDOWN and sender is self._scriptrunner
        super()._handle_scriptrunner_event_on_event_loop(sender, event, *args, **more)
        if is_over and self._state is not AppSessionState.SHUTDOWN_REQUESTED:
            if self._pressed is not None:
                self._bring_up_to_date(self._pressed)
                self._pressed = None
            if not self._later:
                self._goes = None
            self._go_on()

    def _go_on(self) -> None:
        while self._later and self._pressed is None:
            self._go_on_with(self._later.pop(0))

    def _go_on_with(self, said: ClientState) -> None:
        super().request_rerun(said)
        if is_press(said) and self._scriptrunner is not None:  # there is none where its part of the page is gone
            self._pressed = said

    def _wait_with(self, said: ClientState) -> None:
        """Of several that are no presses the last one waits: it says what those before it said."""
        if self._later:
            last = self._later[-1]
            same = (last.page_script_hash, last.fragment_id) == (said.page_script_hash, said.fragment_id)
            if (same and not is_press(last)) or len(self._later) == MOST:
                self._later.pop()
        self._later.append(said)

    def _bring_up_to_date(self, pressed: ClientState) -> None:
        """What waits becomes what the browser would have said had it known what came of this press: another address, or
        another page, on which no more than the buttons around all pages can be pressed.
        """
        now, waiting = self._client_state, self._later
        self._later = []
        for said in waiting:
            told = ClientState()
            told.CopyFrom(said)
            if said.query_string == pressed.query_string:
                told.query_string = now.query_string
            if said.page_script_hash == pressed.page_script_hash != now.page_script_hash:
                told.page_script_hash = now.page_script_hash
                told.ClearField("widget_states")
                told.widget_states.widgets.extend(each for each in said.widget_states.widgets if _is_pressed(each))
                if not told.widget_states.widgets:
                    continue
            self._later.append(told)

    def _is_of_a_page_that_is_left(self, said: ClientState) -> bool:
        """Whether something on a page says it that the visitor is leaving by the menu, and would bring her back to it.

        Who goes back herself before the other page is there says nothing of what stands on this one.
        """
        if self._goes is None or is_press(said):
            return False
        page, click = self._goes
        is_from_there = (said.page_script_hash, said.context_info.url) == (page, click.context_info.url)
        return is_from_there and (bool(said.fragment_id) or not _widgets(said) <= _widgets(click))


_sessions: WeakValueDictionary[str, PatientSession] = WeakValueDictionary()


def is_press(said: ClientState) -> bool:
    """Whether a button was pressed, or a part of the page says what happened once."""
    return any(_is_pressed(each) for each in said.widget_states.widgets)


def _is_pressed(widget: WidgetState) -> bool:
    return bool(widget.trigger_value or widget.json_trigger_value)


def _widgets(said: ClientState) -> set[str]:
    return {each.id for each in said.widget_states.widgets}
