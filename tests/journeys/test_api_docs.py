"""The page that describes the API, in a real browser."""

import pytest
from playwright.sync_api import expect


@pytest.mark.journey
def test_the_page_of_the_api_shows_its_operations(page, server):
    """Under our content security policy; the harness fails it for anything that is refused or asked elsewhere."""
    page.goto("/api/v1/docs")
    expect(page.locator(".opblock")).to_have_count(6)
    page.locator(".opblock").filter(has_text="/api/v1/areas/locate").click()
    expect(page.get_by_text("longitude in degrees")).to_be_visible()
