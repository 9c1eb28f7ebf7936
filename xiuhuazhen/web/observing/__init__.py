"""What the product tells operators of itself while it runs: logs as lines of JSON, and figures for Prometheus.

Neither names a person, holds what somebody sent, nor an address that somebody asked for beyond its pattern.
"""
