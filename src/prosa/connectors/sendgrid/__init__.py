"""Alerts by e-mail, over SendGrid."""

from prosa.connectors.sendgrid.mail import SendGridAlerting
from prosa.connectors.sendgrid.settings import SendGridSettings
from prosa.core.plugins import Connector
from prosa.desk.port import Alerting

connector = Connector(
    name="sendgrid", label="E-mail (SendGrid)", settings=SendGridSettings, provides={Alerting: SendGridAlerting()}
)

__all__ = ["SendGridAlerting", "SendGridSettings", "connector"]
