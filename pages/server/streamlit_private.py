"""The one file that uses private names of Streamlit. If one of them is missing, Streamlit stays unchanged.

Finish the rerun of a button press before starting the next one, so that no press and no long computation is lost. A
browser reports a press in one message. The next message need not be a click: a component may report what was typed. On
that message, plain Streamlit stops the rerun at its next element, and stops a callback at any access to the state.

Both reruns share one lock. Without it, the second can fail with "dictionary changed size during iteration", and its
press is lost.
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
MAX_QUEUED = 20  # queued messages


def lose_no_press() -> None:
    """Replace Streamlit's session and runner classes, if all names of KNOWN exist."""
    for each in (AppSession, ScriptRunner, SessionState):
        begins = getattr(each.__init__, "__code__", None)  # names the attributes that it sets
        if not set(KNOWN.get(each.__name__, "?").split()) <= {*dir(each), *getattr(begins, "co_names", ())}:
            return
    websocket_session_manager.AppSession = PatientSession  # type: ignore[attr-defined]
    app_session.ScriptRunner = PatientRunner  # type: ignore[attr-defined]


def may_be_left() -> None:
    """Allow a click to interrupt the rest of this rerun, although a press started it."""
    context = get_script_run_ctx(suppress_warning=True)
    session = _sessions.get(context.session_id) if context is not None else None
    if context is not None and session is not None:
        session._call_soon_on_event_loop(partial(session.let_be_left, context.script_requests))


class LockedState(SessionState):
    """The session state, with one lock for all reruns of the session."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = RLock()

    def set_widgets_from_proto(self, widget_states: WidgetStates) -> None:
        """Set the values from a browser, except values of another type for a text widget: they are forged."""
        super().set_widgets_from_proto(widget_states)
        for each in widget_states.widgets:
            if (known := self._get_widget_metadata(each.id)) is not None:
                self._drop_another_kind(known)

    def _set_widget_metadata(self, widget_metadata: WidgetMetadata[Any]) -> None:
        self._drop_another_kind(widget_metadata)
        super()._set_widget_metadata(widget_metadata)

    def _drop_another_kind(self, widget: WidgetMetadata[Any]) -> None:
        state = self._new_widget_state.states.get(widget.id)
        kind = state.value.WhichOneof("value") if isinstance(state, Serialized) else None
        # A browser sends a whole number as `int_value` to a widget with `double_value`.
        if widget.value_type == "string_value" and kind not in (None, "string_value"):
            del self._new_widget_state.states[widget.id]


class PatientRunner(ScriptRunner):
    """Never interrupts a callback: Streamlit would record the widget's new value and not call the callback again."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if isinstance(state := more["session_state"], LockedState):
            object.__setattr__(self._session_state, "_lock", state.lock)  # setattr would write into the state

    def _maybe_handle_execution_control_request(self) -> None:
        if not self._is_in_script_thread() or ThreadState.get().run_location is not RunLocation.CALLBACK:
            super()._maybe_handle_execution_control_request()


class PatientSession(AppSession):
    """A session that queues messages behind a press. All methods run in the server's event loop."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._session_state = LockedState()
        _sessions[self.id] = self
        self._pressed: ClientState | None = None  # the press that runs now; it must not be interrupted
        self._later: list[ClientState] = []  # messages that arrived meanwhile, in order
        # The page that the visitor leaves or has left, and the click that leaves it.
        self._goes: tuple[str, ClientState] | None = None

    def request_rerun(self, client_state: ClientState | None) -> None:
        """Rerun the page or a fragment, after the press before is finished."""
        said = client_state
        if said is None or self._state is AppSessionState.SHUTDOWN_REQUESTED:
            super().request_rerun(said)
            return
        if self._is_of_a_page_that_is_left(said):
            if not is_press(said):
                return
            said = self._moved_to_open_page(said)
        else:
            page = self._client_state.page_script_hash
            self._goes = (page, said) if page and said.page_script_hash not in ("", page) else None
        if self._pressed is not None:
            self._wait_with(said)
        else:
            if not said.fragment_id:
                self._later.clear()  # they are no clicks, and this message repeats their values
            self._go_on_with(said)

    def request_script_stop(self) -> None:
        """Stop the rerun, as when the connection is lost, but not during a press."""
        if self._pressed is None:
            super().request_script_stop()

    def let_be_left(self, requests: object) -> None:
        """Allow a click to interrupt the rerun with these requests; other messages wait for its end."""
        pressed, runner = self._pressed, self._scriptrunner
        if pressed is not None and runner is not None and runner._requests is requests:
            self._pressed = None
            if self._has_left_page_of(pressed):
                self._bring_up_to_date(pressed)
                self._remember_page_left_by(pressed)
            if any(is_press(each) or each.page_script_hash != pressed.page_script_hash for each in self._later):
                self._go_on()

    def _handle_stop_script_request(self) -> None:
        super().request_script_stop()  # the visitor's own request

    def _handle_scriptrunner_event_on_event_loop(
        self, sender: ScriptRunner | None, event: ScriptRunnerEvent, *args: Any, **more: Any
    ) -> None:
        is_over = event is ScriptRunnerEvent.SHUTDOWN and sender is self._scriptrunner
        super()._handle_scriptrunner_event_on_event_loop(sender, event, *args, **more)
        if is_over and self._state is not AppSessionState.SHUTDOWN_REQUESTED:
            if self._pressed is not None:
                self._bring_up_to_date(self._pressed)
                self._remember_page_left_by(self._pressed)
                self._pressed = None
            elif not self._later and self._goes is not None and not is_press(self._goes[1]):
                self._goes = None
            self._go_on()

    def _has_left_page_of(self, pressed: ClientState) -> bool:
        return pressed.page_script_hash not in ("", self._client_state.page_script_hash)

    def _remember_page_left_by(self, pressed: ClientState) -> None:
        """Remember the page of a press that has opened another page: its components may still send."""
        if not self._later:
            self._goes = (pressed.page_script_hash, pressed) if self._has_left_page_of(pressed) else None

    def _go_on(self) -> None:
        while self._later and self._pressed is None:
            self._go_on_with(self._later.pop(0))

    def _go_on_with(self, said: ClientState) -> None:
        super().request_rerun(said)
        if is_press(said) and self._scriptrunner is not None:  # there is none if the fragment is gone
            self._pressed = said

    def _wait_with(self, said: ClientState) -> None:
        """Queue a message. Of several without a press only the last one waits: it repeats the others' values."""
        if self._later:
            last = self._later[-1]
            same = (last.page_script_hash, last.fragment_id) == (said.page_script_hash, said.fragment_id)
            if (same and not is_press(last)) or len(self._later) == MAX_QUEUED:
                self._later.pop()
        self._later.append(said)

    def _bring_up_to_date(self, pressed: ClientState) -> None:
        """Change the queued messages to what the browser would have sent after this press: with the new address, and
        on a new page with the presses only.
        """
        now, waiting = self._client_state, self._later
        self._later = []
        for said in waiting:
            newest = ClientState()
            newest.CopyFrom(said)
            if said.query_string == pressed.query_string:
                newest.query_string = now.query_string
            if said.page_script_hash == pressed.page_script_hash != now.page_script_hash:
                newest = _only_presses(newest, now.page_script_hash)
                if not newest.widget_states.widgets:
                    continue
            self._later.append(newest)

    def _is_of_a_page_that_is_left(self, said: ClientState) -> bool:
        """Return whether a component of a page that the visitor leaves or has left sent this: a rerun would bring the
        page back. The browser's own way back to the page sends no widget of the page and changes no value.
        """
        if self._goes is None or any(each.trigger_value for each in said.widget_states.widgets):
            return False
        page, click = self._goes
        if (said.page_script_hash, said.context_info.url) != (page, click.context_info.url):
            return False
        before, now = _values(click), _values(said)
        if click.page_script_hash == page:  # a press there: a component's message repeats its widgets
            is_a_change = now.keys() == before.keys() and now != before
        else:  # a link: it brought only the widgets that both pages share
            is_a_change = not now.keys() <= before.keys()
        return is_a_change or is_press(said) or bool(said.fragment_id)

    def _moved_to_open_page(self, said: ClientState) -> ClientState:
        """Return a component's trigger as the page that the visitor opened would send it."""
        assert self._goes is not None
        page, click = self._goes
        opens = click.page_script_hash if click.page_script_hash != page else self._client_state.page_script_hash
        return _only_presses(said, opens)


_sessions: WeakValueDictionary[str, PatientSession] = WeakValueDictionary()


def is_press(said: ClientState) -> bool:
    """Return whether the message holds a press or a component's trigger."""
    return any(_is_pressed(each) for each in said.widget_states.widgets)


def _is_pressed(widget: WidgetState) -> bool:
    return bool(widget.trigger_value or widget.json_trigger_value)


def _only_presses(said: ClientState, page: str) -> ClientState:
    """Return the presses of a message, on another page. A component's trigger comes with the component's state."""
    moved = ClientState()
    moved.CopyFrom(said)
    moved.page_script_hash = page
    moved.ClearField("fragment_id")
    moved.ClearField("widget_states")
    pressed = {each.id for each in said.widget_states.widgets if _is_pressed(each)}
    moved.widget_states.widgets.extend(
        each
        for each in said.widget_states.widgets
        if each.id in pressed or any(one.endswith(f"{each.id}__events") for one in pressed)
    )
    return moved


def _values(said: ClientState) -> dict[str, bytes]:
    """Return the values of all widgets that are not pressed, by id, as they were sent."""
    return {each.id: each.SerializeToString() for each in said.widget_states.widgets if not _is_pressed(each)}
