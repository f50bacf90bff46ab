"""What has to hold of a screen that is enlarged: it goes one way only, nothing is cut, covered, or too small to hit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

FOUND = """() => {
    const found = [], height = innerHeight, width = document.documentElement.clientWidth, edge = 1.5;
    const dialog = document.querySelector('dialog[open]'), open = dialog || document.querySelector('[popover]:popover-open'), scope = open || document.body;
    const told = one => `${one.tagName.toLowerCase()}${one.id ? '#' + one.id : ''}.${[...one.classList].join('.')} “${(one.innerText || one.value || '').trim().slice(0, 60)}”`.replace(/\\s+/g, ' ');
    const isSeen = one => one.checkVisibility({opacityProperty: false, visibilityProperty: true});
    const isForEars = one => { const near = one.closest('.sr-only, .place, .skip, .past, .asks-where'); return near && (near.matches('.skip, .past') || near.getBoundingClientRect().width < 2); };

    // Sideways (WCAG 1.4.10).
    if (document.documentElement.scrollWidth > width + 1) {
        const wide = [...document.body.querySelectorAll('*')].filter(one => isSeen(one) && one.getBoundingClientRect().right > width + 1);
        found.push(`the page scrolls sideways, ${document.documentElement.scrollWidth} wide: ${wide.slice(0, 4).map(told).join('; ')}`);
    }
    for (const one of scope.querySelectorAll('*')) {
        if (!isSeen(one) || one.matches('textarea, input, select, option, .sr-only, svg *') || isForEars(one)) continue;
        const style = getComputedStyle(one);
        const isWider = one.scrollWidth > one.clientWidth + 1, isHigher = one.scrollHeight > one.clientHeight + 1;
        if (/auto|scroll/.test(style.overflowX) && isWider) {
            const isTwoWays = one.matches('[role=region][tabindex="0"][aria-label], [role=region][tabindex="0"][aria-labelledby]');
            if (!isTwoWays || one === open) found.push(`scrolls sideways within itself: ${told(one)}`);
        }
        const isHiding = kind => /hidden|clip/.test(kind);
        if (style.display !== 'inline' && one.innerText && (isHiding(style.overflowX) && isWider || isHiding(style.overflowY) && isHigher)) found.push(`is cut: ${told(one)}`);
    }

    // Texts: on each other, outside of what they stand in, or off the screen.
    const lines = [];
    const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const holder = node.parentElement;
        if (!node.data.trim() || !holder || holder.matches('script, style, option, textarea, datalist *') || !isSeen(holder) || isForEars(holder)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) if (box.width > 2 && box.height > 2) lines.push({node, holder, box});
    }
    const scroller = one => one.closest('.scroll') || one.closest('dialog');
    for (const {holder, box} of lines) {
        if (box.left < -edge && !scroller(holder)) found.push(`is off the screen: ${told(holder)}`);
        let frame = holder;
        while (frame && frame !== scope) {
            const style = getComputedStyle(frame);
            if (style.display !== 'inline' && (parseFloat(style.borderRightWidth) || style.backgroundColor !== 'rgba(0, 0, 0, 0)')) break;
            frame = frame.parentElement;
        }
        if (!frame || frame === scope) continue;
        const around = frame.getBoundingClientRect();
        if (box.right > around.right + edge || box.left < around.left - edge || box.bottom > around.bottom + box.height / 3 || box.top < around.top - box.height / 3) {
            found.push(`sticks out of ${told(frame)}: ${told(holder)}`);
        }
    }
    lines.sort((a, b) => a.box.top - b.box.top);
    const core = box => ({left: box.left + 1, right: box.right - 1, top: box.top + box.height * .25, bottom: box.bottom - box.height * .25});
    for (let i = 0; i < lines.length; i += 1) {
        const a = core(lines[i].box);
        for (let j = i + 1; j < lines.length && lines[j].box.top < lines[i].box.bottom; j += 1) {
            const b = core(lines[j].box);
            if (lines[i].node === lines[j].node || [lines[i], lines[j]].some(one => one.holder.closest('.live, .put-back'))) continue;
            if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) found.push(`lies on another text: ${told(lines[i].holder)} and ${told(lines[j].holder)}`);
        }
    }

    // What stays on the screen while the page goes by.
    const staying = [...document.body.querySelectorAll('*')].filter(one => !one.closest('dialog') && isSeen(one) && /fixed|sticky/.test(getComputedStyle(one).position));
    const taken = staying.reduce((sum, one) => sum + one.getBoundingClientRect().height, 0);
    if (taken > height / 3) found.push(`stays on the screen and takes ${Math.round(taken)} of ${height}: ${staying.map(told).join('; ')}`);

    // What is to be hit: large enough, and nothing lies on it wherever the browser scrolls it to.
    const scrolled = [document.scrollingElement, ...scope.querySelectorAll('*')].map(one => [one, one.scrollLeft, one.scrollTop]);
    const targets = [...scope.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]')];
    for (const one of targets) {
        if (!isSeen(one) || one.matches('.skip, .past') || one.disabled) continue;
        const isInText = one.matches('a') && getComputedStyle(one).display === 'inline' && [...one.parentElement.childNodes].some(other => other.nodeType === 3 && other.data.trim());
        const shown = one.matches('[type=checkbox], [type=radio]') && one.closest('label') || one;
        const least = one.matches('.button, .tool, .small-button, .chip, .place-here, .steps a') || shown.matches('.choice, .tick') ? 44 : 24;
        const size = shown.getBoundingClientRect();
        if (!size.width) { found.push(`cannot be hit: ${told(one)}`); continue; }
        if (!isInText && (size.height < least - .5 || size.width < 24)) found.push(`is small, ${Math.round(size.width)} × ${Math.round(size.height)}: ${told(shown)}`);
        for (const block of ['center', 'nearest']) {
            one.scrollIntoView({block, inline: 'nearest', behavior: 'instant'});
            const box = [...shown.getClientRects()].find(each => each.width && each.height) || shown.getBoundingClientRect();
            const x = box.left + box.width / 2, y = Math.min(Math.max(box.top + Math.min(box.height, 40) / 2, 1), height - 2);
            const there = document.elementFromPoint(x, y);
            if (!there || !(shown.contains(there) || there.contains(shown) && there !== document.documentElement && there !== document.body || there.closest('.live'))) found.push(`is covered by ${there ? told(there) : 'nothing that can be hit'}: ${told(one)}`);
        }
    }
    for (const [one, left, top] of scrolled) if (one.scrollLeft !== left || one.scrollTop !== top) one.scrollTo({left, top, behavior: 'instant'});

    if (dialog) {
        const box = dialog.getBoundingClientRect(), close = document.getElementById('dialog-close').getBoundingClientRect();
        if (box.top < 0 || box.left < 0 || box.bottom > height + 1 || box.right > width + 1) found.push('the dialog is larger than the screen');
        if (close.top < box.top || close.bottom > box.bottom || close.right > box.right) found.push('the way out of the dialog has scrolled away');
    }
    return [...new Set(found)];
}"""  # noqa: E501


def check_fits(page: Page, where: str = "") -> None:
    """Fail with each thing on the screen that is cut, covered, too small, or needs scrolling to the side."""
    page.wait_for_load_state()
    found = page.evaluate(FOUND)
    if found:
        pytest.fail(f"{where or page.url}\n" + "\n".join(f"  {one}" for one in found), pytrace=False)
