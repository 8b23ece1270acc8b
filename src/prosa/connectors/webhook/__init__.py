"""Alerts as signed JSON, posted to an address of the company's own."""

from prosa.connectors.webhook.posting import WebhookAlerting
from prosa.connectors.webhook.settings import WebhookSettings
from prosa.core.plugins import Connector
from prosa.desk.port import Alerting

connector = Connector(name="webhook", label="Webhook", settings=WebhookSettings, provides={Alerting: WebhookAlerting()})

__all__ = ["WebhookAlerting", "WebhookSettings", "connector"]
