"""The pretend WhatsApp as a channel: the Cloud API's abilities, and faults by the script."""

from collections.abc import AsyncIterator, Mapping
from uuid import UUID

import httpx
from pydantic import BaseModel

from prosa.channels import check_signature
from prosa.channels.port import (
    Accepted,
    Capabilities,
    CheckStep,
    ErrorAction,
    Fact,
    Outgoing,
    Refused,
    SendOutcome,
    Unknown,
)
from prosa.connectors.simulator.faults import Fate, fate_of_send
from prosa.connectors.simulator.samples import SAMPLE, SAMPLES
from prosa.connectors.simulator.settings import SimulatorSettings
from prosa.connectors.simulator.wire import read_delivery
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Media, MessageType
from prosa.core.errors import NotFound

CAPABILITIES = Capabilities(
    identifies=True,
    text_limit=4096,
    max_buttons=3,
    button_title=20,
    max_rows=10,
    media=frozenset({MessageType.IMAGE, MessageType.DOCUMENT, MessageType.AUDIO, MessageType.VIDEO}),
    reactions=True,
    replies=True,
    window_hours=24,
    status_echo=True,
)


class SimulatorChannel:
    """Serves `ChannelPort`. A send is done when it is stored: the phone reads our own conversation."""

    form_deliveries = False

    def capabilities(self, settings: BaseModel) -> Capabilities:
        return CAPABILITIES

    def account(self, settings: BaseModel) -> str | None:
        return None

    def challenge(self, settings: BaseModel, query: Mapping[str, str]) -> str | None:
        return None

    def verify(self, settings: BaseModel, headers: Mapping[str, str], body: bytes) -> None:
        check_signature(own(settings).secret.get_secret_value(), headers, body)

    def parse(self, headers: Mapping[str, str], body: bytes) -> list[Fact]:
        return read_delivery(body)

    async def send(
        self,
        settings: BaseModel,
        http: httpx.AsyncClient,
        message: Outgoing,
    ) -> SendOutcome:
        match fate_of_send(own(settings), message.message_id, message.attempt):
            case Fate.RETRY:
                return Refused("sim_busy", "the pretend network is busy", ErrorAction.RETRY)
            case Fate.REFUSED:
                return Refused("sim_unreachable", "the pretend phone cannot be reached", ErrorAction.GIVE_UP)
            case Fate.UNKNOWN | Fate.LOST:
                return Unknown("the pretend network did not answer")
            case Fate.TAKEN:
                return Accepted(network_id(message.message_id, message.attempt), address=_phone(message.to))

    async def fetch_media(
        self,
        settings: BaseModel,
        http: httpx.AsyncClient,
        media: Media,
    ) -> AsyncIterator[bytes]:
        """Draws the sample; any other handle is a file that has gone."""
        drawn = {sample.mime_type: sample.draw for sample in SAMPLES.values()}.get(media.mime_type)
        if media.ref != SAMPLE or drawn is None:
            raise NotFound(f"the simulator holds no file {media.ref!r}")
        yield drawn()

    async def check(self, settings: BaseModel, http: httpx.AsyncClient) -> list[CheckStep]:
        return [CheckStep("simulator_ready", ok=True)]


def network_id(message_id: UUID, attempt: int) -> str:
    """The network's id of one try: a second acceptance of the same message is seen as a second one."""
    return f"sim.{message_id.hex}.{attempt}"


def own(settings: BaseModel) -> SimulatorSettings:
    """Narrows what the port promises to be ours."""
    if not isinstance(settings, SimulatorSettings):
        raise TypeError(f"{type(settings).__name__} are not the simulator's settings")
    return settings


def _phone(addresses: tuple[Identity, ...]) -> Identity | None:
    return next((address for address in addresses if address.kind is IdentityKind.PHONE), None)
