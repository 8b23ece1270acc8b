"""Where clamd listens."""

from pydantic import BaseModel, ConfigDict, Field

from prosa.channels.fields import Trimmed


class ClamAvSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    host: Trimmed = Field(
        "127.0.0.1", title="Host", description="Machine on which clamd runs, in your own network.", min_length=1
    )
    port: int = Field(3310, title="Port", description="clamd's TCPSocket.", ge=1, le=65535)
