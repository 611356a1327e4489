"""c65of's own channel handler, listening where the command line says. Loaded by c65of_run.py."""

import sys

from c65of import controller


class OFPHandler(controller.OFPHandler):
    """Keeps the name the library finds it by."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.controller = controller.OpenFlowController(listen_host="127.0.0.1", tcp_port=int(sys.argv[2]))
