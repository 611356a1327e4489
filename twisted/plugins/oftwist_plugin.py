"""Makes ``twistd oftwist`` known to twistd. Names only: ``twistd --help`` must not import the package."""

from twisted.application.service import ServiceMaker

oftwist = ServiceMaker("oftwist", "oftwist.service.tap", "An OpenFlow controller.", "oftwist")
