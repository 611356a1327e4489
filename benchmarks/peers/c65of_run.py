"""Run a c65of app on a port of the loopback interface: c65of_run.py MODULE PORT."""

import sys

from c65of.app import AppManager

if __name__ == "__main__":
    AppManager.run_apps(["c65of_channel", sys.argv[1]])
