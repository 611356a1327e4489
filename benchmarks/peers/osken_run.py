"""Run an os-ken app on a port of the loopback interface: osken_run.py MODULE PORT.

The environment variable OSKEN_HUB_TYPE chooses its kind of threads: "native" (its default) or "eventlet".
"""

import sys

from os_ken.lib import hub

hub.patch()

from os_ken import cfg  # noqa: E402
from os_ken.base import app_manager  # noqa: E402


def main():
    """Listen until killed."""
    module, port = sys.argv[1:3]
    import os_ken.controller.controller  # noqa: F401  (declares the options below)

    cfg.CONF([], project="os_ken")
    cfg.CONF.set_override("ofp_tcp_listen_port", int(port))
    cfg.CONF.set_override("ofp_listen_host", "127.0.0.1")
    app_manager.AppManager.run_apps([module])


if __name__ == "__main__":
    main()
