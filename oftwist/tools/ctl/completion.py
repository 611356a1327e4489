"""Completion of words in a shell, made from the commands and options themselves: ``oftwist ctl completion bash``."""

from __future__ import annotations

import argparse

from oftwist.errors import MessageError
from oftwist.tools.ctl.asking import Remote
from oftwist.tools.ctl.table import COMMANDS

_TOOLS = ("bench", "cluster-demo", "config", "ctl", "decode", "shell", "source")

_BASH = r"""# bash completion of oftwist; put: eval "$(oftwist ctl completion bash)" into ~/.bashrc
_oftwist()
{
    local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" word command="" switch="" n
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "@TOOLS@" -- "$current"))
        return
    fi
    if [ "${COMP_WORDS[1]}" != ctl ]; then
        COMPREPLY=($(compgen -f -- "$current"))
        return
    fi
    case "$before" in
        @FILE_OPTIONS@) COMPREPLY=($(compgen -f -- "$current")); return ;;
        @VALUE_OPTIONS@) return ;;
    esac
    if [[ "$current" == -* ]]; then
        COMPREPLY=($(compgen -W "@OPTIONS@" -- "$current"))
        return
    fi
    for ((n = 2; n < COMP_CWORD; n++)); do
        word="${COMP_WORDS[n]}"
        case " @COMMANDS@ " in *" $word "*) command="$word"; break ;; esac
    done
    if [ -z "$command" ]; then
        COMPREPLY=($(compgen -W "@COMMANDS@" -- "$current"))
        return
    fi
    if [ "$before" = "$command" ]; then
        case " @OF_SWITCHES@ " in
            *" $command "*)
                word="$(oftwist ctl --timeout 2 -q switches 2>/dev/null)"
                COMPREPLY=($(compgen -W "$word" -- "$current")) ;;
        esac
    fi
    case " @OF_FILES@ " in *" $command "*) COMPREPLY+=($(compgen -f -- "$current")) ;; esac
    [ "$command" = completion ] && COMPREPLY=($(compgen -W "bash zsh" -- "$current"))
    return 0
}
complete -F _oftwist oftwist
"""

_ZSH = """# zsh completion of oftwist; put: eval "$(oftwist ctl completion zsh)" into ~/.zshrc, behind compinit
autoload -U +X bashcompinit && bashcompinit
"""


def completion(call: Remote) -> None:
    shell = call.words[0]
    if shell not in ("bash", "zsh"):
        raise MessageError(f"{shell!r} is neither bash nor zsh")
    for line in (_ZSH if shell == "zsh" else "").splitlines() + script().splitlines():
        call.out(line)


def script() -> str:
    """The script for bash, which zsh runs as well."""
    from oftwist.tools.ctl import add_options

    flags = ["--help"]
    files: list[str] = []
    values: list[str] = []
    for action in add_options(argparse.ArgumentParser()):
        flags += action.option_strings
        if action.nargs != 0:
            (files if action.metavar == "FILE" else values).extend(action.option_strings)
    words = {
        "TOOLS": " ".join(_TOOLS),
        "OPTIONS": " ".join(flags),
        "FILE_OPTIONS": "|".join(files),
        "VALUE_OPTIONS": "|".join(values),
        "COMMANDS": " ".join(COMMANDS),
        "OF_SWITCHES": " ".join(name for name, one in COMMANDS.items() if one.remote and one.of_switch),
        "OF_FILES": " ".join(name for name, one in COMMANDS.items() if "FILE" in one.words),
    }
    told = _BASH
    for name, value in words.items():
        told = told.replace(f"@{name}@", value)
    return told
