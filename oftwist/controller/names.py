"""What people call switches and their ports. Knows datapath ids; nothing of switches that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oftwist.dpid import format_dpid, parse_dpid


class Names:
    """Names of switches and ports, as the configuration gives them; used by everything that prints."""

    def __init__(self) -> None:
        self._switches: dict[int, str] = {}
        self._ports: dict[int, dict[int, str]] = {}
        self._numbers: dict[str, int] = {}

    def replace(self, switches: Mapping[int, str], ports: Mapping[int, Mapping[int, str]]) -> None:
        """Have these names and no others.

        Args:
            switches: datapath id to name, each name once.
            ports: datapath id to port number to name.
        """
        self._switches = dict(switches)
        self._ports = {number: dict(names) for number, names in ports.items()}
        self._numbers = {name: number for number, name in switches.items()}

    def __iter__(self) -> Iterator[int]:
        """The datapath ids that have a name."""
        return iter(self._switches)

    def ports(self, datapath_id: int) -> Mapping[int, str]:
        """Port number to the name given to it, of one switch."""
        return self._ports.get(datapath_id, {})

    def of(self, datapath_id: int) -> str | None:
        """The name of a switch, or None."""
        return self._switches.get(datapath_id)

    def switch(self, datapath_id: int) -> str:
        """The name of a switch, or its datapath id as 16 hex digits."""
        return self._switches.get(datapath_id) or format_dpid(datapath_id)

    def port(self, datapath_id: int, number: int) -> str | None:
        """The name given to a port, or None: then the switch's own name for it is the best there is."""
        return self._ports.get(datapath_id, {}).get(number)

    def find(self, text: int | str) -> int:
        """The datapath id of what is named; a datapath id in any spelling names itself.

        Raises:
            ValueError: it is neither.
        """
        number = self._numbers.get(text) if isinstance(text, str) else None
        return parse_dpid(text) if number is None else number
