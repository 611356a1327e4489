"""Lists that are packed once: on the wire like any list, read like any list, never changed."""

from __future__ import annotations

import copy
import pickle

import pytest

from oftwist.errors import MessageError
from oftwist.loxi import Prepared, of10, of13
from oftwist.wire import decode


def flow(instructions: list) -> bytes:
    return of13.message.flow_add(xid=1, instructions=instructions).pack()


def instructions() -> list:
    outputs = [of13.action.output(port=1), of13.action.group(group_id=2)]
    return [of13.instruction.apply_actions(actions=outputs), of13.instruction.goto_table(table_id=3)]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_goes_on_the_wire_as_a_list_does(count):
    plain = instructions()[:count]
    assert flow(Prepared(plain)) == flow(plain)


def test_in_any_list_of_any_class():
    actions = [of13.action.output(port=1)]
    apply = of13.instruction.apply_actions
    assert apply(actions=Prepared(actions)).pack() == apply(actions=actions).pack()
    ports = [of10.port_desc(port_no=1), of10.port_desc(port_no=2)]
    reply = of10.message.features_reply
    assert reply(xid=1, ports=Prepared(ports)).pack() == reply(xid=1, ports=ports).pack()
    fields = [of13.oxm.in_port(1), of13.oxm.eth_type(0x800)]
    assert of13.match(Prepared(fields)).pack() == of13.match(fields).pack()


def test_reads_and_compares_as_a_list():
    made = of13.message.flow_add(xid=1, instructions=Prepared(instructions()))
    assert made.instructions == instructions()
    assert made == decode(made.pack())
    assert "goto_table" in made.show()
    assert [type(one).__name__ for one in made.instructions] == ["apply_actions", "goto_table"]


def test_packed_when_it_is_made():
    one = of13.action.output(port=1)
    made = Prepared([one])
    before = made.packed
    one.port = 2
    assert of13.instruction.apply_actions(actions=made).pack()[8:] == before


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.append(1),
        lambda made: made.extend([1]),
        lambda made: made.insert(0, 1),
        lambda made: made.pop(),
        lambda made: made.remove(made[0]),
        lambda made: made.clear(),
        lambda made: made.sort(),
        lambda made: made.reverse(),
        lambda made: made.__setitem__(0, 1),
        lambda made: made.__delitem__(0),
        lambda made: made.__iadd__([1]),
        lambda made: made.__imul__(2),
    ],
)
def test_cannot_be_changed(change):
    made = Prepared(instructions())
    with pytest.raises(TypeError, match="prepared list cannot be changed"):
        change(made)
    assert made == instructions()


def test_an_object_that_cannot_be_packed_is_told_at_once():
    with pytest.raises(MessageError, match=r"output.port: -1 is not in 0\.\.0xffffffff"):
        Prepared([of13.action.output(port=-1)])


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda made: pickle.loads(pickle.dumps(made))])
def test_copies(again):
    made = Prepared(instructions())
    other = again(made)
    assert type(other) is Prepared and other == made and other.packed == made.packed
