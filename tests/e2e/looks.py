"""What everybody can use: axe finds nothing, nothing overflows."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


async def violations(page: Page) -> list[str]:
    """What axe finds wrong, in words."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = await page.evaluate(
        "async (tags) => (await axe.run({ runOnly: { type: 'tag', values: tags } })).violations", RULES
    )
    return [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]]


async def check(page: Page) -> None:
    """One heading on top, nothing for axe to find, no sideways scroll."""
    await expect(page.get_by_role("heading", level=1)).to_have_count(1)
    await page.wait_for_load_state("networkidle")
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
