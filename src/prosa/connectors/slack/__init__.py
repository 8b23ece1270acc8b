"""Alerts in a channel of Slack."""

from prosa.connectors.slack.posting import SlackAlerting
from prosa.connectors.slack.settings import SlackSettings
from prosa.core.plugins import Connector
from prosa.desk.port import Alerting

connector = Connector(name="slack", label="Slack", settings=SlackSettings, provides={Alerting: SlackAlerting()})

__all__ = ["SlackAlerting", "SlackSettings", "connector"]
