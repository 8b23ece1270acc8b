"""Alerts by e-mail, over any mail server."""

from prosa.connectors.smtp.mail import SmtpAlerting
from prosa.connectors.smtp.settings import SmtpSettings
from prosa.core.plugins import Connector
from prosa.desk.port import Alerting

connector = Connector(name="smtp", label="E-mail (SMTP)", settings=SmtpSettings, provides={Alerting: SmtpAlerting()})

__all__ = ["SmtpAlerting", "SmtpSettings", "connector"]
