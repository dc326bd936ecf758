"""The two tiers of tests. `make test` runs the quick tier; `make everything` runs both.

A test belongs to the tier of the longest entry that its name starts with. Browser tests cost most, so each file of
them is named. `tests/conftest.py` marks the tests with their tier, and refuses a test that has none.
"""

from __future__ import annotations

QUICK, EVERYTHING = "quick", "everything"

TIERS = {
    "tests/core/": QUICK,
    # All mistakes on all datasets, a server under a soak, HAProxy, a killed training, and all attempts to escape:
    # some of them are tried in `quick`.
    "tests/core/test_dask.py::test_killed_on_the_way": EVERYTHING,
    "tests/core/test_escapes.py::test_each_attempt": EVERYTHING,
    "tests/core/test_haproxy.py": EVERYTHING,
    # In `quick` the same is done with other data or another rate.
    "tests/core/test_descent.py::test_on_the_cats_it_is_the_textbook_at_every_recorded_iteration[0.005-S": EVERYTHING,
    "tests/core/test_logistic.py::test_a_learning_rate_of_one_half": EVERYTHING,
    "tests/core/test_mistakes.py::test_one_answer_is_true_and_so_is_the_explanation[cats-": EVERYTHING,
    "tests/core/test_mistakes.py::test_one_answer_is_true_and_so_is_the_explanation[drawings-": EVERYTHING,
    "tests/core/test_mistakes.py::test_one_answer_is_true_and_so_is_the_explanation[drawings-test_": QUICK,  # colours
    "tests/core/test_mistakes.py::test_one_answer_is_true_and_so_is_the_explanation[faces-": EVERYTHING,
    "tests/core/test_pack.py::test_the_program_in_the_pack_gives_the_probability_of_the_app": EVERYTHING,
    "tests/core/test_pack.py::test_the_program_in_the_pack_gives_the_probability_of_the_app[None": QUICK,
    "tests/core/test_pack.py::test_the_program_in_the_pack_gives_the_probability_of_the_app[(18, 30, 3)": QUICK,
    "tests/core/test_pack.py::test_the_program_in_the_pack_gives_the_probability_of_the_app[(64, 32, 1)": QUICK,
    "tests/core/test_soak.py::test_each_kind_of_visitor_comes": EVERYTHING,
    "tests/app/": QUICK,
    # A cluster of processes takes long to start; the quick tier has one in its own process, in test_cluster_here.py.
    "tests/app/test_cluster.py": EVERYTHING,
    "tests/app/test_cluster.py::test_a_port_that_says_nothing": QUICK,
    "tests/app/test_cluster.py::test_threads_are_the_default": QUICK,
    "tests/app/test_cluster_photos.py": EVERYTHING,
    # The main walk, a reload, a lesson, a room, axe on the road, links, and each component of ours once.
    "tests/browser/test_axe.py": EVERYTHING,
    "tests/browser/test_axe.py::test_on_the_road": QUICK,
    "tests/browser/test_break_it.py": EVERYTHING,
    "tests/browser/test_break_it.py::test_a_mistake_is_guessed_at": QUICK,
    "tests/browser/test_camera_and_square.py": EVERYTHING,
    "tests/browser/test_camera_and_square.py::test_a_frame_becomes": QUICK,
    "tests/browser/test_camera_and_square.py::test_every_frame_is_judged": QUICK,
    "tests/browser/test_camera_and_square.py::test_the_square_can_be_dragged": QUICK,
    "tests/browser/test_chromium.py": QUICK,
    "tests/browser/test_class.py": EVERYTHING,
    "tests/browser/test_code.py": EVERYTHING,
    "tests/browser/test_code.py::test_what_is_typed": QUICK,
    "tests/browser/test_code.py::test_a_line_that_fails": QUICK,
    "tests/browser/test_collect.py": EVERYTHING,
    "tests/browser/test_collect.py::test_pictures_come_by_key": QUICK,
    "tests/browser/test_deep_links.py": QUICK,
    "tests/browser/test_evaluate.py": EVERYTHING,
    "tests/browser/test_evaluate.py::test_the_keyboard_opens": QUICK,
    "tests/browser/test_everyone.py": EVERYTHING,
    "tests/browser/test_everyone.py::test_a_run_under_way_is_said": QUICK,
    "tests/browser/test_experiments.py": EVERYTHING,
    "tests/browser/test_fingers.py": EVERYTHING,
    "tests/browser/test_front_door.py": EVERYTHING,
    "tests/browser/test_guesses.py": QUICK,
    "tests/browser/test_hand.py": EVERYTHING,
    "tests/browser/test_hand.py::test_each_tab_has_its_own_hand": QUICK,
    "tests/browser/test_journey.py": EVERYTHING,
    "tests/browser/test_journey.py::test_a_student_goes": QUICK,
    "tests/browser/test_journey.py::test_the_camera_shows": QUICK,
    "tests/browser/test_persistence.py": EVERYTHING,
    "tests/browser/test_keyboard.py": EVERYTHING,
    "tests/browser/test_keyboard.py::test_letters_press_buttons": QUICK,
    "tests/browser/test_lab.py": EVERYTHING,
    "tests/browser/test_lessons.py": EVERYTHING,
    "tests/browser/test_lessons.py::test_a_lesson_is_done_by_doing_what_its_tasks_say[one_neuron]": QUICK,
    "tests/browser/test_look.py": EVERYTHING,
    "tests/browser/test_own_data.py": EVERYTHING,
    "tests/browser/test_paint.py": EVERYTHING,
    "tests/browser/test_paint.py::test_strokes_of_the_mouse": QUICK,
    "tests/browser/test_player.py": EVERYTHING,
    "tests/browser/test_player.py::test_a_run_plays_at_the_pace": QUICK,
    "tests/browser/test_player.py::test_the_numbers_on_the_screen": QUICK,
    "tests/browser/test_player.py::test_the_player_is_used_by_keyboard": QUICK,
    "tests/browser/test_player.py::test_who_draws_the_place_along": QUICK,
    "tests/browser/test_plotly.py": EVERYTHING,
    "tests/browser/test_plotly.py::test_new_numbers_are_drawn": QUICK,
    "tests/browser/test_present.py": QUICK,
    "tests/browser/test_presses.py": QUICK,
    "tests/browser/test_replicas.py": EVERYTHING,
    "tests/browser/test_room.py": QUICK,
    "tests/browser/test_slow_line.py": EVERYTHING,
    "tests/browser/test_step.py": QUICK,
    "tests/browser/test_still.py": EVERYTHING,
    "tests/browser/test_still.py::test_the_first_pages": QUICK,
    "tests/browser/test_strangers.py": EVERYTHING,
    "tests/browser/test_take_home.py": EVERYTHING,
    "tests/browser/test_teach.py": QUICK,
    "tests/browser/test_uploads.py": QUICK,
    "tests/browser/test_why.py": QUICK,
    "tests/browser/test_you.py": QUICK,
}


def tier_of(name: str) -> str | None:
    """The tier of a test with this name, such as ``tests/core/test_card.py::test_a_card_is_complete[faces]``.

    None: no entry is about the test.
    """
    entries = [entry for entry in TIERS if name.startswith(entry)]
    return TIERS[max(entries, key=len)] if entries else None
