#!/usr/bin/env python3
"""The same as the ``xiuhuazhen`` console command, for a checkout that is not installed."""

from xiuhuazhen.config.command import main

if __name__ == "__main__":
    main()
