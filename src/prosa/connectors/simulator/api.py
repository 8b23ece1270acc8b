"""The pretend phones over HTTP, for the panel, scripts and tests. Nothing leaves this installation."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from prosa import contacts
from prosa.accounts.auth import ViewerDep, WholeOperatorDep, WholeViewerDep
from prosa.channels import Line
from prosa.connectors.simulator import network
from prosa.connectors.simulator.channel import own
from prosa.connectors.simulator.schemas import (
    Network,
    OnPhone,
    PhoneFile,
    PhoneLine,
    PhoneMessage,
    PhoneOption,
    Phones,
    PhoneView,
    Posted,
    Script,
    ScriptPosted,
    Tick,
)
from prosa.connectors.simulator.settings import SimulatorSettings
from prosa.connectors.simulator.wire import Phone
from prosa.contacts.schemas import IdentityKind
from prosa.conversations import other_side
from prosa.conversations.other_side import SeenMessage
from prosa.core import clock
from prosa.core.http import RuntimeDep, SessionDep

router = APIRouter(prefix="/simulator/{channel_id}", tags=["simulator"])


async def _line(channel_id: UUID, runtime: RuntimeDep) -> Line:
    return await network.simulator_line(runtime, channel_id)


LineDep = Annotated[Line, Depends(_line)]


@router.get("", operation_id="get_simulator")
async def get_simulator(_: ViewerDep, line: LineDep) -> Network:
    settings = own(line.settings)
    quiet = SimulatorSettings(business_name=settings.business_name, seed=settings.seed, secret=settings.secret)
    return Network(business_name=settings.business_name, faulty=settings != quiet)


@router.post("/messages", operation_id="send_as_phone", status_code=202)
async def send_as_phone(_: WholeOperatorDep, line: LineDep, message: PhoneMessage, runtime: RuntimeDep) -> Posted:
    """Somebody writes to the business. What arrives is a delivery like any provider's."""
    network_id, arrivals = await network.say(runtime, line, message)
    return Posted(id=network_id, arrivals=arrivals)


@router.post("/script", operation_id="play_script", status_code=202)
async def play_script(_: WholeOperatorDep, line: LineDep, script: Script, runtime: RuntimeDep) -> ScriptPosted:
    """Several people over some time."""
    seconds = await network.play(runtime, line, script.steps)
    return ScriptPosted(steps=len(script.steps), ends_at=clock.now() + timedelta(seconds=seconds))


@router.get("/phones", operation_id="list_phones")
async def list_phones(_: WholeViewerDep, line: LineDep, session: SessionDep) -> Phones:
    """Who has written, the latest first."""
    people = await other_side.people(session, line.id)
    views = await contacts.views(session, [person.contact_id for person in people])
    return Phones(
        items=[
            PhoneLine(
                phone=views[person.contact_id].address(IdentityKind.PHONE) or "",
                name=views[person.contact_id].name,
                conversation_id=person.conversation_id,
                preview=person.preview,
                last_message_at=person.last_message_at,
            )
            for person in people
        ]
    )


@router.get("/phones/{phone}", operation_id="get_phone")
async def get_phone(_: WholeViewerDep, line: LineDep, phone: Phone, runtime: RuntimeDep) -> PhoneView:
    """The screen of one phone."""
    side = await network.on_phone(runtime, line, phone)
    if side is None:
        return PhoneView(phone=phone, conversation_id=None, messages=[], typing=False)
    return PhoneView(
        phone=phone,
        conversation_id=side.conversation_id,
        messages=[_on_phone(message) for message in side.messages],
        typing=side.thinking,
    )


@router.post("/phones/{phone}/read", operation_id="read_on_phone", status_code=204)
async def read_on_phone(_: WholeOperatorDep, line: LineDep, phone: Phone, runtime: RuntimeDep) -> None:
    """The chat is open on the phone: the business gets receipts."""
    await network.read_all(runtime, line, phone)


def _on_phone(message: SeenMessage) -> OnPhone:
    file = message.file
    return OnPhone(
        id=message.id,
        network_id=message.provider_id,
        mine=message.mine,
        author=message.author,
        type=message.type,
        text=message.text,
        options=[PhoneOption(id=o.id, title=o.title, description=o.description) for o in message.options],
        attachment=PhoneFile(id=message.attachment_id, mime_type=file.mime_type, filename=file.filename)
        if message.attachment_id and file
        else None,
        payload={key: value for key, value in message.payload.items() if key != "options"},
        reply_to_id=message.reply_to_id,
        deleted=message.deleted,
        status=_tick(message),
        at=message.at,
    )


def _tick(message: SeenMessage) -> Tick | None:
    if not message.mine:
        return None
    return Tick.READ if message.noticed else Tick.DELIVERED
