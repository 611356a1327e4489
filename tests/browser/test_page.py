"""The page of a fake controller in a real browser: what it shows, what can be done, and what must never happen."""

from __future__ import annotations

from typing import Any

from tests.browser.chromium import ActionChains, By, Keys, becomes, complaints, shows
from tests.browser.fake import FakeController, dpid_text
from tests.browser.page import AT_REST, PageOf, open_switch, place, reads, row_of
from tests.support.waiting import eventually


def test_everything_is_shown(page_of: PageOf) -> None:
    driver, _ = page_of(switches=7, links=9, hosts=1)
    shows(driver, "document.getElementById('stream').textContent === 'live'")
    shows(driver, "document.getElementById('count-hosts').textContent === '7'")
    reads(driver, "#count-switches", "7")
    reads(driver, "#count-links", "9")
    assert driver.execute_script("return [oftwist.graph.nodes.size, oftwist.graph.links.size]") == [7, 9]
    shows(driver, "document.querySelectorAll('#events li').length === 7")
    shows(driver, "oftwist.graph.frames > 0")
    assert len({(round(x), round(y)) for x, y in (place(driver, dpid_text(at)) for at in range(1, 8))}) == 7


def test_a_link_that_is_cut_shows(page_of: PageOf) -> None:
    driver, server = page_of()
    shows(driver, f"document.getElementById('count-links').textContent === '5' && {AT_REST}")
    before = [place(driver, dpid_text(at)) for at in range(1, 6)]
    server.fake.cut(1)
    shows(driver, "document.getElementById('count-links').textContent === '4 of 5'")
    becomes(driver, "[...oftwist.graph.links.values()].filter((link) => !link.up).length", 1)
    shows(driver, "document.querySelector('#events [data-kind=link_down] .text')?.textContent === 's2:2 ↔ s3:1, port'")
    assert [place(driver, dpid_text(at)) for at in range(1, 6)] == before, "an event moves nothing"
    shows(driver, "document.getElementById('announce').textContent.includes('link down')")


def test_a_flow_is_added_and_deleted_as_text(page_of: PageOf) -> None:
    driver, server = page_of()
    open_switch(driver, "s2", "flows")
    shows(driver, "document.querySelectorAll('.flows .vt-row').length === 4")
    field = driver.find_element(By.ID, "flow-text")
    field.send_keys("priority=777,ip,nw_dst=192.0.2.1,actions=output:3", Keys.ENTER)
    shows(driver, "document.querySelector('.answer').textContent === 'added, confirmed by the switch'")
    assert server.fake.added == [(dpid_text(2), "priority=777,ip,nw_dst=192.0.2.1,actions=output:3")]
    row = row_of(".flows")
    shows(driver, f"{row}?.innerText.startsWith('0\\n777\\nip,nw_dst=192.0.2.1\\noutput:3')", "777")
    driver.execute_script(f"{row}.click()", "777")
    reads(driver, ".detail pre", "priority=777,ip,nw_dst=192.0.2.1 actions=output:3")
    driver.find_element(By.CSS_SELECTOR, ".detail .danger").click()
    shows(driver, "document.querySelector('.answer').textContent === 'deleted, confirmed by the switch'")
    shows(driver, "document.querySelectorAll('.flows .vt-row').length === 4")


def test_what_the_switch_refuses_is_told_in_its_words(page_of: PageOf) -> None:
    driver, _ = page_of()
    open_switch(driver, "s1", "flows")
    for flow, said in [
        (
            "ip,actions=output:99",
            "the switch refused 1 of 1: bad action/bad out port · flow_mod ip,actions=output:99 · HTTP 409",
        ),
        ("ip", "a flow needs actions · HTTP 422"),
    ]:
        field = driver.find_element(By.ID, "flow-text")
        field.clear()
        field.send_keys(flow, Keys.ENTER)
        shows(driver, "document.querySelector('.answer').textContent === arguments[0]", said)
    assert all("Failed to load resource" in line for line in complaints(driver)), (
        "as Chromium tells every status over 400"
    )


def test_counters_and_plots_move(page_of: PageOf) -> None:
    driver, _ = page_of()
    open_switch(driver, "s3", "flows")
    shows(driver, "Number(document.querySelectorAll('.flows .vt-row > :nth-child(5)')[0]?.textContent) > 7")
    driver.find_element(By.ID, "tab-ports").click()
    shows(
        driver,
        "document.querySelectorAll('.ports .vt-row canvas').length === 4 && document.querySelector('.plot canvas')",
    )
    first = driver.execute_script("return document.querySelector('.plot').ariaLabel")
    shows(driver, "document.querySelector('.plot').ariaLabel !== arguments[0]", first)
    pixels = "document.querySelector('.plot canvas').toDataURL()"
    drawn = driver.execute_script(f"return {pixels}")
    shows(driver, f"{pixels} !== arguments[0]", drawn)


MARKUP = '<img src=x onerror="window.pwned=1"><script>window.pwned=2</script>'


def test_markup_from_switches_is_text(page_of: PageOf) -> None:
    driver, server = page_of(switches=3, name=f"{MARKUP}{{}}".format, port_name=f"<b>{MARKUP}{{}}-{{}}".format)
    fake = server.fake
    for host in fake.hosts:
        host["name"] = MARKUP
    fake.switches[0]["description"] = {"manufacturer": MARKUP, "hardware": f"</dd>{MARKUP}"}
    fake.switches[0]["status_reason"] = MARKUP
    fake.flows[dpid_text(1)] = [fake.flow_of(f"priority=1,actions={MARKUP}")]
    fake.tell("error", dpid_text(1), name=MARKUP, request=MARKUP * 2, xid=1, peer=MARKUP)
    fake.tell("port_added", dpid_text(1), port=9, name=MARKUP, up=True, peer="")
    fake.tell(f"<i>{MARKUP}", dpid_text(1), **{MARKUP: MARKUP})
    driver.refresh()
    shows(driver, "document.querySelectorAll('#events li').length === 6")
    for tab in ("ports", "flows", "connection", "ports"):
        open_switch(driver, f"{MARKUP}1", tab)
        shows(driver, "document.querySelector('.tab-page').textContent.includes('window.pwned')")
    driver.find_element(By.ID, "search").send_keys("<img")
    driver.find_element(By.ID, "path-toggle").click()
    for field in ("path-from", "path-to"):
        driver.find_element(By.ID, field).send_keys(f"<script>{MARKUP}")
    driver.find_element(By.ID, "path-to").send_keys(Keys.ENTER)
    x, y = place(driver, dpid_text(1))
    ActionChains(driver).move_to_element_with_offset(*from_middle(driver, x, y)).perform()
    shows(driver, "document.getElementById('tip').textContent.includes('window.pwned')")
    shows(driver, "document.getElementById('path-note').textContent === 'no path'")
    assert driver.execute_script(
        "return [window.pwned ?? null, document.querySelectorAll('img, b, i, script:not([src])').length]"
    ) == [None, 0]
    shows(driver, "document.querySelector('.panel-head h2').textContent.includes(arguments[0])", MARKUP)


def from_middle(driver: Any, x: float, y: float) -> tuple[Any, int, int]:
    """A place of the map as selenium wants it."""
    canvas = driver.find_element(By.ID, "map")
    return canvas, round(x - canvas.size["width"] / 2), round(y - canvas.size["height"] / 2)


def test_the_policy_lets_no_other_script_run(page_of: PageOf) -> None:
    driver, _ = page_of()
    shows(driver, AT_REST)
    for attempt in (
        "document.body.innerHTML = '<b>x</b>'",
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.pwned = 3'}))",
        "new Worker('https://cdn.example/x.js')",
        "document.body.append(Object.assign(document.createElement('script'), {src: 'https://cdn.example/x.js'}))",
    ):
        refused = driver.execute_script(f"try {{ {attempt}; return '' }} catch (error) {{ return String(error) }}")
        assert refused, attempt
    complaints(driver)  # each is told there


def test_places_are_kept(page_of: PageOf) -> None:
    driver, _ = page_of()
    shows(driver, f"oftwist.graph.hosts.size === 10 && {AT_REST}")
    x, y = place(driver, dpid_text(1))
    canvas, left, top = from_middle(driver, x, y)
    ActionChains(driver).move_to_element_with_offset(canvas, left, top).click_and_hold().move_by_offset(
        120, 40
    ).release().perform()
    moved = place(driver, dpid_text(1))
    assert [round(moved[0] - x), round(moved[1] - y)] == [120, 40]
    kept = "[...oftwist.graph.nodes.values()].map(({x, y}) => [Math.round(x), Math.round(y)])"
    before = driver.execute_script(f"return {kept}")
    driver.refresh()
    shows(driver, "window.oftwist?.graph.nodes.size === 5 && oftwist.graph.links.size === 5")
    becomes(driver, kept, before)
    driver.find_element(By.ID, "arrange").click()
    shows(driver, f"JSON.stringify({kept}) !== arguments[0]", str(before).replace(" ", ""))


def test_zoom_search_and_hosts(page_of: PageOf) -> None:
    driver, _ = page_of()
    shows(driver, f"oftwist.graph.hosts.size === 10 && {AT_REST}")
    scale = driver.execute_script("return oftwist.graph.drawing.view.scale")
    driver.find_element(By.ID, "zoom-in").click()
    assert driver.execute_script("return oftwist.graph.drawing.view.scale") > scale
    becomes(driver, "oftwist.graph.spots.length", 0)
    driver.find_element(By.ID, "hosts-toggle").click()
    becomes(driver, "oftwist.graph.spots.length", 10)
    search = driver.find_element(By.ID, "search")
    search.send_keys("10.0.4.2")
    reads(driver, "#found", "1 found")
    becomes(driver, "oftwist.list.shown[0].name", "s4")
    search.send_keys(Keys.ENTER)
    shows(driver, "document.querySelector('.panel-head h2').textContent === 's4'")


def test_the_path_of_a_pair(page_of: PageOf) -> None:
    driver, server = page_of()
    shows(driver, f"oftwist.graph.hosts.size === 10 && {AT_REST}")
    driver.find_element(By.ID, "path-toggle").click()
    driver.find_element(By.ID, "path-from").send_keys("10.0.1.1")
    driver.find_element(By.ID, "path-to").send_keys("s3", Keys.ENTER)
    shows(driver, "document.getElementById('path-note').textContent === '3 switches'")
    reads(driver, ".hops", "s1in 3, out 1s2in 1, out 2s3in 1")
    becomes(driver, "oftwist.graph.scene.marked.size", 5)
    server.fake.cut(0)  # the other way round then
    shows(driver, "document.getElementById('path-note').textContent === '4 switches'")
    driver.find_element(By.ID, "path-clear").click()
    becomes(driver, "oftwist.graph.scene.marked.size", 0)


def test_a_path_is_told_although_the_network_changes(page_of: PageOf) -> None:
    """Whatever comes between the question and its answer; and what is being typed meanwhile asks nothing."""
    driver, server = page_of()
    shows(driver, f"oftwist.graph.hosts.size === 10 && {AT_REST}")
    driver.find_element(By.ID, "path-toggle").click()
    driver.find_element(By.ID, "path-from").send_keys("10.0.1.1")
    field = driver.find_element(By.ID, "path-to")
    server.fake.paths.clear()
    field.send_keys("s3", Keys.ENTER)
    eventually(lambda: server.fake.asking == [1, 1])
    for cut in (4, 3):  # s5-s1, s4-s5
        server.fake.cut(cut)
        shows(driver, "document.getElementById('count-links').textContent === arguments[0]", f"{cut} of 5")
    field.send_keys("3")
    server.fake.paths.set()
    reads(driver, ".hops", "s1in 3, out 1s2in 1, out 2s3in 1")
    reads(driver, ".panel-head h2", "10.0.1.1 → s3")
    server.fake.cut(0)
    reads(driver, "#path-note", "no path")
    assert server.fake.asking[1] == 1, "one at a time"


def test_ten_thousand_flows_are_a_few_rows(page_of: PageOf) -> None:
    driver, _ = page_of(flows=10_000)
    open_switch(driver, "s1", "flows")
    shows(driver, "document.querySelector('.flows .vt').ariaRowCount === '10001'")
    assert driver.execute_script("return document.querySelectorAll('.flows .vt-row').length") < 60
    table = driver.find_element(By.CSS_SELECTOR, ".flows .vt")
    table.send_keys(Keys.END)
    shows(driver, "document.querySelector('.flows .vt-row.active')?.ariaRowIndex === '10001'")
    shows(driver, "document.querySelector('.flows .vt-row.active')?.textContent.includes('10.0.39.15')")
    driver.find_element(By.CSS_SELECTOR, ".flows .filter").send_keys("10.0.39.1")
    shows(driver, "document.querySelector('.total').textContent.startsWith('7 of')")
    becomes(driver, "document.querySelectorAll('.flows .vt-row').length", 7)


def test_a_thousand_switches_are_drawn(page_of: PageOf) -> None:
    driver, _ = page_of(switches=1000, links=4000, hosts=0)
    shows(driver, "oftwist.graph.nodes.size === 1000 && oftwist.graph.links.size === 4000 && oftwist.graph.frames > 2")
    shows(
        driver,
        "new Set([...oftwist.graph.nodes.values()].map(({x, y}) => `${Math.round(x)} ${Math.round(y)}`)).size > 990",
    )
    assert driver.execute_script("return document.querySelectorAll('#list .vt-row').length") < 100
    assert driver.execute_script("return document.querySelectorAll('#events li').length") <= 500


def test_login(page_of: PageOf) -> None:
    driver, _ = page_of(token="s3cret")
    shows(driver, "document.getElementById('login').open")
    becomes(driver, "document.activeElement.id", "token")
    driver.switch_to.active_element.send_keys("wrong", Keys.ENTER)
    shows(
        driver,
        "document.getElementById('login').open"
        " && document.getElementById('login-note').textContent === 'That was not accepted.'",
    )
    driver.switch_to.active_element.send_keys("s3cret", Keys.ENTER)
    shows(driver, "document.getElementById('count-switches').textContent === '5'")
    assert driver.execute_script(
        "return !document.getElementById('login').open && !JSON.stringify(localStorage).includes('s3cret')"
    )
    driver.refresh()
    shows(driver, "document.getElementById('count-switches').textContent === '5'")
    assert all("401" in line for line in complaints(driver))


def test_a_stream_that_breaks_is_taken_up_again(page_of: PageOf) -> None:
    driver, server = page_of()
    shows(driver, "oftwist.network.state === 'live'")
    server.fake.stop()
    shows(driver, "document.getElementById('stream').textContent === 'reconnecting'")
    server.fake.cut(0)
    server.fake.tell("host_up", dpid_text(1), mac="00:00:00:00:00:99", vlan=0, port=1)
    shows(driver, "document.getElementById('stream').textContent === 'live'")
    shows(driver, "document.querySelectorAll('#events [data-kind=host_up]').length === 1")
    becomes(driver, "document.querySelectorAll('#events li').length", 7)
    shows(driver, "document.getElementById('count-links').textContent === '4 of 5'")


HIDE = """
Object.defineProperty(document, 'hidden', {value: arguments[0], configurable: true});
document.dispatchEvent(new Event('visibilitychange'));
"""


def test_a_page_that_nobody_sees_asks_for_nothing(page_of: PageOf) -> None:
    driver, server = page_of()
    shows(driver, AT_REST)
    driver.execute_script(HIDE, True)
    shows(driver, "Object.values(oftwist.network.polls).every((poll) => !poll.busy)")
    asked = server.fake.asked
    server.fake.cut(0)
    shows(driver, "document.querySelectorAll('#events [data-kind=link_down]').length === 1")
    shows(driver, "oftwist.network.polls.links.wanted")
    assert server.fake.asked == asked
    driver.execute_script(HIDE, False)
    shows(driver, "document.getElementById('count-links').textContent === '4 of 5'")


IN_PIECES = """
const {EventParser} = await import('./js/api.js');
const parser = new EventParser();
return arguments[0].flatMap((piece) => parser.feed(piece)).map(({id, type, data}) => [id, type, data]);
"""
FLOWS = [
    "table=3 priority=7,ip,nw_dst=10.0.0.0/8 cookie=0x5 idle_timeout=5 send_flow_rem actions=output:2",
    "priority=0 actions=drop",
    "actions=drop",
    "in_port=1 importance=3 actions=drop",
]
UNITS = "[bitRate(0), bitRate(125), bitRate(12.5e6), count(1234567), span(75), milliseconds(0.00042)]"


def test_the_parts_of_javascript_that_count(page_of: PageOf) -> None:
    driver, _ = page_of()
    stream = [": hi\n\nid: 7\nda", "ta: a\r\ndata: b\n\n", "event: x\ndata\n\ndata:c\n\n"]
    assert driver.execute_script(IN_PIECES, stream) == [["7", "message", "a\nb"], ["7", "message", "c"]]
    selectors = driver.execute_script("return arguments[0].map((await import('./js/flows.js')).selector)", FLOWS)
    wide = "ip,nw_dst=10.0.0.0/8"
    assert selectors == [[f"priority=7,{wide}", wide], ["priority=0", ""], ["", ""], ["in_port=1", "in_port=1"]]
    units = driver.execute_script(f"with (await import('./js/units.js')) return {UNITS}")
    assert units == ["0 b/s", "1.0 kb/s", "100 Mb/s", "1\u202f234\u202f567", "1 min 15 s", "0.42 ms"]
    key = "return (await import('./js/network.js')).linkKey({dpid: 'b', port: 1}, {dpid: 'a', port: 2})"
    assert driver.execute_script(key) == "a:2 b:1"


def test_the_fake_says_what_it_is_asked() -> None:
    fake = FakeController(4, 6)
    status, answer = fake.answer("GET", ["links"], {}, {})
    assert (status, len(answer["links"])) == (200, 6)
    assert fake.answer("GET", ["switches", dpid_text(9)], {}, {})[0] == 404
