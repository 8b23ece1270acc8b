"""The page of events and jobs says what the code does."""

from tools.events_page import PAGE, page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == page(), "run: make reference"
