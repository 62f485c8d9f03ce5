# ruff: noqa: INP001 - a Pulumi program, not a package
"""A chart, which is a component that the provider makes; `test_chart_engine.py` sees what its objects got."""

from pathlib import Path

import pulumi
from pulumi_kubernetes.helm.v4 import Chart

import labelwright

labelwright.inject({"team": "genomics"})
shop = Chart("shop", chart=str(Path(__file__).parent / "shop"), values={"replicas": 1})
pulumi.export("chart", shop.urn)
