"""Plugins: folders and installed packages that bring offers, words and figures.

A plugin's code needs only what is named here.
"""

from tilbud_engine.plugins.hookspecs import PLUGIN_API, hookimpl
from tilbud_engine.plugins.loading import PluginInfo
from tilbud_engine.plugins.registry import Registry
from tilbud_engine.plugins.values import Availability, CitizenView, DataFault

__all__ = ["PLUGIN_API", "Availability", "CitizenView", "DataFault", "PluginInfo", "Registry", "hookimpl"]
