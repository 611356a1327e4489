"""Meters: a line -> the message that adds, changes or deletes one, and meters as ovs-ofctl prints them."""

from __future__ import annotations

from typing import Any

from oftwist.errors import TextError
from oftwist.text import numbers
from oftwist.text.lexer import Pair, pairs, shifted
from oftwist.text.reading import odd_text
from oftwist.wire.codec import classes
from oftwist.wire.codec.malformed import Malformed
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import OF13

ADD, MODIFY, DELETE = COMMANDS = ("add", "modify", "delete")
_COMMAND_TEXTS = ("ADD", "MOD", "DEL")
_METERS = {"all": 0xFFFFFFFF, "controller": 0xFFFFFFFE, "slowpath": 0xFFFFFFFD}
_METER_TEXTS = {number: name for name, number in _METERS.items()}
METER_MAX = 0xFFFF0000
_FLAGS = {"kbps": 1, "pktps": 2, "burst": 4, "stats": 8}
_BURST = 4
_DROP, _REMARK = "drop", "dscp_remark"


def _meter(word: str) -> int:
    known = _METERS.get(word)
    if known is not None:
        return known
    number = numbers.number(word, 32, "a meter")
    if not 1 <= number <= METER_MAX:
        raise TextError(f"a meter from 1 to {METER_MAX:#x}, all, controller or slowpath", word)
    return number


def parse_meter_line(text: str, version: int, command: str) -> Any:
    """The message for a line; see `oftwist.text.parse_meter`."""
    if command not in COMMANDS:
        raise ValueError(f"no command {command!r}: there are {', '.join(COMMANDS)}")
    if version < OF13:
        raise TextError(f"meters, which OpenFlow 1.{version - 1} does not have")
    number, flags, bands = None, 0, None
    items = pairs(text)
    for at, (key, value, key_at, value_at) in enumerate(items):
        if key == "meter":
            number = shifted(value_at, _meter, value)
        elif key in _FLAGS and not value and command != DELETE:
            flags |= _FLAGS[key]
        elif key in ("band", "bands") and command != DELETE:
            # The first word of the bands is the value here; all that follows belongs to them.
            inner = [(k, v, ka + value_at, va + value_at) for k, v, ka, va in pairs(value)]
            bands = _bands([*inner, *items[at + 1 :]], flags, version)
            break
        else:
            raise TextError("meter, kbps, pktps, burst, stats or bands", key, key_at)
    if number is None:
        raise TextError("meter=N, all, controller or slowpath", "", len(text))
    if command != DELETE:
        if bands is None:
            raise TextError("bands=type=...", "", len(text))
        if not bands:
            raise TextError("a band, which begins with type=", "", len(text))
        if not flags & 3:
            raise TextError("either kbps or pktps", "", len(text))
        if flags & 3 == 3:
            raise TextError("either kbps or pktps, not both", "pktps", text.find("pktps"))
    return _message(version, command, number, flags, bands or [])


def _message(version: int, command: str, number: int, flags: int, bands: list[Any]) -> Any:
    members = {"command": COMMANDS.index(command), "flags": flags, "meter_id": number}
    members["meters" if version == OF13 else "bands"] = bands  # type: ignore[assignment]
    return classes.of(version).cls("message.meter_mod")(**members)


_NUMBERS = {"rate": 32, "burst_size": 32, "prec_level": 8}


def _bands(items: list[Pair], flags: int, version: int) -> list[Part]:
    """The bands: each begins with its type."""
    found: list[dict[str, Any]] = []
    for key, value, key_at, value_at in items:
        if key == "type":
            if value not in (_DROP, _REMARK):
                raise TextError(f"a type of band: {_DROP} or {_REMARK}", value, value_at)
            found.append({"type": value, "at": value_at})
        elif not found:
            raise TextError("type=, with which a band begins", key, key_at)
        elif key in _NUMBERS:
            found[-1][key] = shifted(value_at, numbers.number, value, _NUMBERS[key])
        else:
            raise TextError("type, rate, burst_size or prec_level", key, key_at)
    return [_band(band, flags, version) for band in found]


def _band(band: dict[str, Any], flags: int, version: int) -> Any:
    kind, at = band.pop("type"), band.pop("at")
    if not band.get("rate"):
        raise TextError("rate=N in each band", kind, at)
    if bool(flags & _BURST) != bool(band.get("burst_size")):
        raise TextError("burst_size=N in each band if, and only if, burst is given", kind, at)
    level = band.pop("prec_level", 0)
    if (level > 0) != (kind == _REMARK):
        raise TextError("prec_level=N in dscp_remark bands, and in no others", kind, at)
    if level:
        band["prec_level"] = level
    return classes.of(version).cls(f"meter_band.{kind}")(**band)


# --- printing --------------------------------------------------------------------------------------


def meter_text(number: int) -> str:
    """A meter as it is printed."""
    return _METER_TEXTS.get(number) or (str(number) if number <= METER_MAX else "unknown")


def meter_line(obj: Part) -> str:
    """A meter mod, or an entry of the configuration of meters, as ovs-ofctl prints it: a line a band."""
    head = ""
    if hasattr(obj, "command"):
        head = (_COMMAND_TEXTS[obj.command] if obj.command < 3 else f"cmd:{obj.command}") + " "
    bands = obj.bands if hasattr(obj, "bands") else getattr(obj, "meters", None)
    if bands is None:
        bands = obj.entries
    told = 0 if head == "DEL " else obj.flags  # which says nothing of the meter
    flags = [f"{name} " for name, bit in _FLAGS.items() if told & bit]
    if unknown := told & ~sum(_FLAGS.values()):
        flags.append(f"flags:{unknown:#x} ")
    first = f"{head}meter={meter_text(obj.meter_id)} {''.join(flags)}bands="
    return "\n".join([first, *(_band_text(band, obj.flags) for band in bands)])


def _band_text(band: Any, flags: int) -> str:
    if isinstance(band, Malformed) or not hasattr(band, "rate"):
        return odd_text(band)
    kind = type(band).__name__
    text = f"type={kind if kind in (_DROP, _REMARK) else band.type} rate={band.rate}"
    if flags & _BURST:
        text += f" burst_size={band.burst_size}"
    if kind == _REMARK:
        text += f" prec_level={band.prec_level}"
    return text
