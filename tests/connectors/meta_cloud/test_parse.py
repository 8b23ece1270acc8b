"""Every recorded delivery is understood as one line here says."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.channels.parse import neutral
from prosa.channels.port import (
    ErrorAction,
    IdentityChange,
    Ignored,
    IncomingCall,
    IncomingMessage,
    IncomingReaction,
    IncomingStatus,
    MalformedDelivery,
    MarketingChoice,
    Sender,
    TemplateChange,
)
from prosa.connectors.meta_cloud import MetaCloudChannel
from prosa.conversations.schemas import Direction, MessageStatus
from tests.connectors.meta_cloud.material import BY_NAME, RECORDINGS

CHANNEL = MetaCloudChannel()

# kind, type, direction, first identifier, 'text', [button], -> target, (file), = status, ! error
EXPECTED = {
    "batches/three_levels": [
        "message text in 5511900000001 'a1'",
        "message text in 5511900000001 'a2'",
        "status 5511900000001 = read",
        "ignored warning 'unknown_status'",
        "message text in 5511900000002 'b1'",
        "status 5511900000002 = failed ! 131047",
    ],
    "batches/same_webhook_other_product": ["ignored instagram 'other_product'"],
    "batches/nothing_in_it": ["ignored 'empty'"],
    "odd/nul_in_text": ["message text in 5511900000001 'ab\\u0000c'"],
    "odd/half_an_emoji": ["message text in 5511900000001 'oi 😀 e �'"],
    "odd/unknown_type": ["message unsupported in 5511900000001"],
    "odd/type_without_its_content": ["message unsupported in 5511900000001"],
    "odd/file_without_id": ["message image in 5511900000001 'veja' (None application/octet-stream)"],
    "odd/broken_form": ["message interactive in 5511900000001 'Enviado'"],
    "odd/call_permission": ["message interactive in 5511900000001"],
    "odd/reaction_without_target": ["message unsupported in 5511900000001"],
    "odd/error_alone": ["connection '130429: Rate limit hit: Too many me…' = error"],
    "odd/numbers_for_texts": ["message text in 5511900000001 'ok'"],
    "odd/time_unreadable": ["message text in 5511900000001 'ok'"],
    "odd/not_objects": [
        "ignored 'no_changes'",
        "ignored 'field_not_used'",
        "ignored 'no_sender'",
        "ignored 'unknown_status'",
    ],
    "odd/call_status": ["call 5511900000001 = ringing"],
    "odd/quality": ["connection 'display_phone_number: 551130001000,…' = phone_number_quality_update.downgrade"],
    "people/bsuid_only": ["message text in BR.13491208655302741918 'Oi'"],
    "people/contacts_in_another_order": [
        "message text in 5511900000001 'um'",
        "message text in 5511900000002 'dois'",
        "message text in BR.3 'três'",
        "message text in 5511900000004 'quatro'",
    ],
    "people/changed_user_id": ["identity_change 5511900000001 '5511900000001, BR.old'"],
    "people/unknown_system_message": ["ignored user_grew_wings 'system_message'"],
    "people/nobody": ["ignored text 'no_sender'"],
    "people/group": ["message text in 5511900000001 'pessoal'"],
    "account_update/account_deleted": ["connection 'event: ACCOUNT_DELETED' = account_update.account_deleted"],
    "account_update/account_restriction": [
        "connection 'event: ACCOUNT_RESTRICTION' = account_update.account_restriction"
    ],
    "account_update/account_violation": [
        "connection 'event: ACCOUNT_VIOLATION, violation…' = account_update.account_violation"
    ],
    "account_update/ad_account_linked": [
        "connection 'event: AD_ACCOUNT_LINKED, owner_bus…' = account_update.ad_account_linked"
    ],
    "account_update/authentication_international_eligibility": [
        "connection 'event: AUTH_INTL_PRICE_ELIGIBILITY_…' = account_update.auth_intl_price_eligibility_update"
    ],
    "account_update/account_disabled": [
        "connection 'event: DISABLED_UPDATE, waba_ban_st…' = account_update.disabled_update"
    ],
    "account_update/mm_api_for_wa_terms_of_service": [
        "connection 'event: MM_LITE_TERMS_SIGNED, owner_…' = account_update.mm_lite_terms_signed"
    ],
    "account_update/partner_added": [
        "connection 'event: PARTNER_ADDED, waba_id: 9801…' = account_update.partner_added"
    ],
    "account_update/partner_app_installed": [
        "connection 'event: PARTNER_APP_INSTALLED, waba_…' = account_update.partner_app_installed"
    ],
    "account_update/partner_app_uninstalled": [
        "connection 'event: PARTNER_APP_UNINSTALLED, wab…' = account_update.partner_app_uninstalled"
    ],
    "account_update/partner_led_business_verification_status": [
        "connection 'event: PARTNER_CLIENT_CERTIFICATION…' = account_update.partner_client_certification_status_update"
    ],
    "account_update/partner_removed": [
        "connection 'event: PARTNER_REMOVED, waba_id: 98…' = account_update.partner_removed"
    ],
    "account_update/partner_removed_wa_app_disconnection": [
        "connection 'event: PARTNER_REMOVED, waba_id: 98…' = account_update.partner_removed"
    ],
    "account_update/primary_business_location_set": [
        "connection 'country: IN, event: BUSINESS_PRIMAR…' = account_update.business_primary_location_country_update"
    ],
    "account_update/pricing_tiering_update": [
        "connection 'event: VOLUME_BASED_PRICING_TIER_UP…' = account_update.volume_based_pricing_tier_update"
    ],
    "account_update/account_offboarded": ["connection 'event: ACCOUNT_OFFBOARDED' = account_update.account_offboarded"],
    "account_update/account_reconnected": [
        "connection 'event: ACCOUNT_RECONNECTED' = account_update.account_reconnected"
    ],
    "call_connect/business_initiated": ["call 16315553601 = connect"],
    "call_connect/user_initiated": ["call 972987654321 = connect"],
    "callback_button/button": ["message interactive in 972987654321 'title' [callback_data] -> wamid.xyzxyz"],
    "callback_button/quick_reply": ["message interactive in 972987654321 'title' [callback_data] -> wamid.xyzxyz=="],
    "callback_button/quick_reply_without_context": ["message interactive in 972987654321 'title' [callback_data]"],
    "callback_selection/callback": ["message interactive in 972987654321 'title' [callback_data] -> wamid.xyzxyz"],
    "callback_selection/description": ["message interactive in 972987654321 'title' [callback_data] -> wamid.xyzxyz"],
    "deleted_message/revoke": ["delete in <WHATSAPP_USER_PHONE_NUMBER> -> <ORIGINAL_WHATSAPP_M"],
    "edited_message/image": ["edit in 16505551234 'Updated image caption' -> wamid.HBgLMTQxMjU1NT"],
    "flow_completion/completion": ["message interactive in 972987654321 'Sent' -> wamid.gvwegfretge=="],
    "flow_completion/without_flow_token": ["message interactive in 972987654321 'Sent' -> wamid.gvwegfretge=="],
    "message/text": ["message text in 972987654321 'Body Text'"],
    "message/image": ["message image in 972987654321 (65463453 image/jpeg)"],
    "message/media_with_url": ["message image in 972987654321 (65463453 image/jpeg)"],
    "message/video": ["message video in 972987654321 'caption' (765756756 video/mp4)"],
    "message/document": ["message document in 972987654321 'caption' (1234567890987654321 application/pdf)"],
    "message/audio": ["message audio in 972987654321 (1234567890987654321 audio/ogg; codecs=opus)"],
    "message/voice": ["message audio in 972987654321 (1234567890987654321 audio/ogg; codecs=opus voice)"],
    "message/static_sticker": ["message sticker in 972987654321 (1234567890987654321 image/webp)"],
    "message/animated_sticker": ["message sticker in 972987654321 (1234567890987654321 image/webp)"],
    "message/reaction": ["reaction reaction in 972987654321 '😮' -> wamid.yzxyzx="],
    "message/unreaction_empty": ["reaction reaction in 972987654321 -> wamid.yzxyzx="],
    "message/unreaction_no_emoji": ["reaction reaction in 972987654321 -> wamid.yzxyzx="],
    "message/current_location": ["message location in 972987654321"],
    "message/chosen_location": ["message location in 972987654321"],
    "message/contacts": ["message contacts in 972987654321"],
    "message/order": ["message order in 972987654321"],
    "message/unsupported": ["message unsupported in 972987654321 ! 131051"],
    "message/unsupported_with_type": ["message unsupported in 972987654321 ! 131051"],
    "message/reply": ["message text in 972987654321 'replied text' -> wamid.xyzxyz=="],
    "message/forwarded": ["message text in 972987654321 'forwarded text'"],
    "message/forwarded_many_times": ["message text in 972987654321 'text forwarded many times'"],
    "message/interactive_message_with_err": ["message unsupported in 972987654321 -> wamid.gvwegfretge== ! 131000"],
    "message/referral": ["message text in 972987654321 'BODY'"],
    "message_status/sent": ["status 972987654321 = sent"],
    "message_status/delivered": ["status 972987654321 = delivered"],
    "message_status/read": ["status 972987654321 = read"],
    "message_status/played": ["status 972987654321 = read"],
    "message_status/failed": ["status 972987654321 = failed ! 130472"],
    "message_status/with_tracker": ["status 972987654321 = sent"],
    "message_status/group": ["status <GROUP_PARTICIPANT_USER_PHONE_NUMBER> = read"],
    "outgoing_message/text": ["message text out <WHATSAPP_USER_PHONE_NUMBER> 'Test message'"],
    "outgoing_message/delete": ["delete out 972123456789 -> wamid.zzzzzz"],
    "outgoing_message/edit": ["edit out 972123456789 'Text was edited' -> wamid.zzzzzz"],
    "system/phone_number_change": ["identity_change 972912345678 '972987654321'"],
    "system/identity_change": ["identity_change 972987654321 '972987654321'"],
    "template_category_update/marketing": ["connection 'my_message_template (he)' = marketing"],
    "template_quality_update/yellow": ["connection 'welcome_template (en_US)' = quality: YELLOW"],
    "template_status_update/approved": ["connection 'order_confirmation (en_US)' = approved"],
    "template_status_update/rejected": ["connection 'abandoned_cart (en)' = rejected"],
    "templates/paused": ["connection 'promo (pt_BR)' = paused"],
    "templates/disabled": ["connection 'promo (pt_BR)' = disabled"],
    "templates/flagged": ["connection 'promo (pt_BR)' = approved"],
    "templates/reinstated": ["connection 'promo (pt_BR)' = approved"],
    "templates/deleted": ["connection 'promo (pt_BR)' = disabled"],
    "templates/unknown_event": ["connection 'promo (pt_BR)' = SPARKLING"],
    "templates/without_anything": ["connection ' ()'"],
    "templates/components": [
        "connection 'message_template_id: 901, message_t…' = message_template_components_update.changed"
    ],
    "traps/form_without_values": ["message interactive in 5511900000001 'Enviado'"],
    "traps/form_with_a_list_of_values": ["message interactive in 5511900000001 'Enviado'"],
    "traps/button_without_payload": ["message interactive in 5511900000001 'Sim'"],
    "traps/edit_of_a_text": ["edit in 5511900000001 'corrigido' -> wamid.o"],
    "traps/edit_of_nothing": ["message unsupported in 5511900000001"],
    "traps/revoke_of_nothing": ["message unsupported in 5511900000001"],
    "traps/media_with_errors": ["message unsupported in 5511900000001 ! 131052"],
    "traps/view_once": ["message unsupported in 5511900000001 ! 131051"],
    "traps/errors_beside_messages": ["message text in 5511900000001 'oi'"],
    "traps/card_without_phones": ["message contacts in 5511900000001"],
    "traps/place_in_texts": ["message location in 5511900000001"],
    "traps/order_without_prices": ["message order in 5511900000001"],
    "traps/scoped_id_as_phone": ["message text in BR.123 'oi'"],
    "traps/echo_to_a_scoped_id": ["message text out BR.123 'oi'"],
    "traps/status_of_a_scoped_id": ["status BR.123 = delivered"],
    "traps/rotated_id_alone": ["identity_change BR.new 'BR.old'"],
    "traps/customer_changed_number": ["identity_change 5511900000009 '5511900000001'"],
    "traps/reaction_in_a_group": ["reaction reaction in 5511900000001 '👍' -> wamid.o"],
    "traps/seconds_as_number": ["message text in 5511900000001 'oi'"],
    "preferences/stop": ["ignored user_preferences 5511900000001 'refused'"],
    "preferences/stop_without_phone": ["ignored user_preferences BR.13491208655302741918 'refused'"],
    "preferences/unknown_value": ["ignored maybe 'unknown_preference'"],
    "prices/free_service": ["status 5511900000001 = delivered"],
    "prices/type_only": ["status 5511900000001 = delivered"],
    "prices/free_entry_point": ["status 5511900000001 = delivered"],
    "prices/skipped_delivered": ["status 5511900000001 = read"],
    "user_marketing_preferences/resume": ["ignored user_preferences 16505551234 'allowed'"],
    "user_marketing_preferences/signup": ["ignored user_preferences 16505551234 'allowed'"],
    "webhook-examples/Text Message": ["message text in 16505551234 'Does it come in another color?'"],
    "webhook-examples/Text Message with Context (Product Inquiry)": [
        "message text in 16505551234 'Is this still available?' -> wamid.HBgLMTY1MDM4Nz"
    ],
    "webhook-examples/Text Message from Click to WhatsApp Ad": [
        "message text in 16505551234 'Hello! Can I get more info on this?'"
    ],
    "webhook-examples/Reaction Message": ["reaction reaction in 16505551234 '👍' -> wamid.HBgLMTY1MDM4Nz"],
    "webhook-examples/Image Message": ["message image in 16505551234 'Taj Mahal' (1003383421387256 image/jpeg)"],
    "webhook-examples/Location Message": ["message location in 16505551234"],
    "webhook-examples/Contact Sharing Message": ["message contacts in 16505551234"],
    "webhook-examples/Unsupported Message": ["message unsupported in 16505551234 ! 131051"],
    "webhook-examples/Button Message": [
        "message interactive in 16505551234 'Unsubscribe' [Unsubscribe] -> wamid.HBgLMTY1MDM4Nz"
    ],
    "webhook-examples/Interactive List Reply Message": [
        "message interactive in 16505551234 'Priority Mail Express' [priority_express] -> wamid.HBgLMTY1MDM4Nz"
    ],
    "webhook-examples/Interactive Button Reply Message": [
        "message interactive in 16505551234 'Cancel' [cancel-button] -> wamid.HBgLMTY1MDM4Nz"
    ],
    "webhook-examples/Order Message": ["message order in 16505551234"],
    "webhook-examples/System Message": ["identity_change 12195555358 '16505551234'"],
    "webhook-examples/Group Create Message": ["ignored group_lifecycle_update 'field_not_used'"],
    "webhook-examples/Group Settings Update": ["ignored group_settings_update 'field_not_used'"],
    "webhook-examples/Group Remove Participants": ["ignored group_participants_update 'field_not_used'"],
}


def facts(name: str) -> list[Any]:
    recording = BY_NAME[name]
    return list(CHANNEL.parse(recording.headers, recording.body))


def brief(fact: Any) -> str:
    seen = neutral(fact)
    sender, media = seen["sender"] or {}, seen["media"]
    text = seen["text"] if seen["text"] is None or len(seen["text"]) <= 36 else seen["text"][:35] + "…"
    parts = (
        seen["kind"],
        seen["type"],
        seen["direction"],
        sender.get("phone") or sender.get("bsuid"),
        text and f"'{text}'",
        seen["button_id"] and f"[{seen['button_id']}]",
        seen["reply_to"] and f"-> {seen['reply_to'][:20]}",
        media and f"({media['id']} {media['mime_type']}{' voice' if media['voice'] else ''})",
        seen["status"] and f"= {seen['status']}",
        seen["error_code"] and f"! {seen['error_code']}",
    )
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize("name", BY_NAME)
def test_recorded_delivery(name: str) -> None:
    assert [brief(fact) for fact in facts(name)] == EXPECTED[name]


def test_contacts_are_joined_by_id_not_by_position() -> None:
    ana, bruno, carla, unnamed = facts("people/contacts_in_another_order")
    assert ana.sender == Sender(phone="5511900000001", bsuid="BR.1", name="Ana")
    assert bruno.sender == Sender(phone="5511900000002", name="Bruno")
    assert carla.sender == Sender(bsuid="BR.3", name="Carla")
    assert unnamed.sender == Sender(phone="5511900000004")


def test_a_person_without_a_phone_is_known_by_the_scoped_ids() -> None:
    (message,) = facts("people/bsuid_only")
    assert message.sender == Sender(
        bsuid="BR.13491208655302741918",
        parent_bsuid="BR.ENT.11815799212886844830",
        username="maria",
        name="Maria",
    )


def test_a_rotated_scoped_id_names_old_and_new() -> None:
    (change,) = facts("people/changed_user_id")
    assert isinstance(change, IdentityChange)
    assert (change.previous.bsuid, change.current.bsuid) == ("BR.old", "BR.new")
    assert change.previous.phone == change.current.phone == "5511900000001"


def test_a_new_number_names_old_and_new() -> None:
    (change,) = facts("system/phone_number_change")
    assert isinstance(change, IdentityChange)
    assert (change.previous.phone, change.current.phone) == ("972987654321", "972912345678")


def test_facts_carry_the_line_they_belong_to() -> None:
    accounts = [fact.account for fact in facts("batches/three_levels")]
    assert accounts == ["1122334455667"] * 4 + ["7766554433221"] * 2


def test_a_status_carries_our_id_its_price_and_its_time() -> None:
    status = facts("batches/three_levels")[2]
    assert isinstance(status, IncomingStatus)
    assert status.status is MessageStatus.READ
    assert status.message_id == UUID("0190d1a0-0000-7000-8000-000000000001")
    assert (status.cost_category, status.billable) == ("service", True)
    assert status.timestamp == datetime.fromtimestamp(1793500003, UTC)


def test_a_status_without_a_verdict_is_billed_by_its_type() -> None:
    prices = {name: facts(f"prices/{name}")[0] for name in ("free_service", "type_only", "free_entry_point")}
    told = {name: (status.cost_category, status.billable) for name, status in prices.items()}
    assert told == {
        "free_service": ("service", False),
        "type_only": ("utility", True),
        "free_entry_point": ("service", False),
    }


def test_a_rejected_template_says_why_and_what_to_do() -> None:
    (rejected,), (paused,) = facts("template_status_update/rejected"), facts("templates/paused")
    assert isinstance(rejected, TemplateChange)
    assert (rejected.ref, rejected.state) == ("1689556908129835", "rejected")
    assert rejected.reason.startswith("INVALID_FORMAT Your template has parameters placed next to each other")
    assert rejected.reason.endswith("clearly contextualized.")
    assert (paused.state, paused.reason) == ("paused", "PAUSED FIRST_PAUSE")


def test_who_stops_marketing_is_known_and_the_same_at_every_delivery() -> None:
    (stop,), (again,), (other,) = (facts(f"preferences/{name}") for name in ("stop", "stop", "stop_without_phone"))
    assert isinstance(stop, MarketingChoice)
    assert (stop.sender.phone, stop.sender.name, stop.allowed) == ("5511900000001", "Ana", False)
    assert stop.timestamp == datetime.fromtimestamp(1793500000, UTC)
    assert stop.id == again.id != other.id


def test_what_other_software_put_into_the_callback_data_is_not_our_id() -> None:
    (status,) = facts("message_status/with_tracker")
    assert status.message_id is None


def test_a_failed_status_says_why() -> None:
    (status,) = facts("message_status/failed")
    assert status.error_code == "130472"
    assert "experiment" in status.error_text
    assert status.error_action is ErrorAction.GIVE_UP


def test_an_echo_is_outgoing_and_its_sender_is_the_other_side() -> None:
    (echo,) = facts("outgoing_message/text")
    assert isinstance(echo, IncomingMessage)
    assert echo.direction is Direction.OUT
    assert echo.sender.phone == "<WHATSAPP_USER_PHONE_NUMBER>"


def test_an_empty_or_absent_emoji_removes_the_reaction() -> None:
    for name in ("message/unreaction_empty", "message/unreaction_no_emoji"):
        (reaction,) = facts(name)
        assert isinstance(reaction, IncomingReaction)
        assert reaction.emoji is None


def test_a_call_of_the_business_is_with_the_one_it_called() -> None:
    (call,) = facts("call_connect/business_initiated")
    assert isinstance(call, IncomingCall)
    assert call.sender.phone == "16315553601"


def test_a_filled_in_form_is_read_and_a_broken_one_kept_raw() -> None:
    (whole,), (broken,) = facts("flow_completion/completion"), facts("odd/broken_form")
    assert whole.payload["form"]["values"]["delivery_rating"] == "4"
    assert broken.payload["form"] == {"name": "flow", "values": {}, "raw": '{"a":'}


def test_an_order_is_counted_in_cents() -> None:
    (order,) = facts("webhook-examples/Order Message")
    assert order.payload["items"][0] == {
        "product_id": "di9ozbzfi4",
        "quantity": 2,
        "price_cents": 3000,
        "currency": "USD",
    }


def test_a_place_and_a_shared_contact_are_kept_in_the_payload() -> None:
    (place,), (card,) = facts("message/chosen_location"), facts("webhook-examples/Contact Sharing Message")
    assert place.payload["latitude"] == 37.4611978
    assert place.payload["name"] == "Facebook HQ"
    (shared,) = card.payload["contacts"]
    assert shared["phones"] == [{"phone": "+1 (983) 555-2319", "wa_id": "19835552319"}]


def test_a_card_that_is_only_a_vcard_is_read() -> None:
    (card,) = facts("traps/card_without_phones")
    (shared,) = card.payload["contacts"]
    assert (shared["name"], shared["phones"]) == ("Zé", [{"phone": "+55 41 3333-4444", "wa_id": "554133334444"}])


def test_a_form_whose_values_are_missing_or_of_another_shape_is_kept() -> None:
    (without,), (other,) = facts("traps/form_without_values"), facts("traps/form_with_a_list_of_values")
    assert without.payload["form"] == {"name": "flow", "values": {}, "raw": None}
    assert other.payload["form"] == {"name": "flow", "values": {}, "raw": "[1]"}


def test_the_advertisement_and_the_product_it_started_from_are_kept() -> None:
    (ad,) = facts("message/referral")
    (product,) = facts("webhook-examples/Text Message with Context (Product Inquiry)")
    assert ad.payload["referral"]["ctwa_clid"] == "CTWA_CLID"
    assert product.payload["product"]["product_retailer_id"] == "di9ozbzfi4"


def test_what_is_unknown_keeps_its_name_and_its_errors() -> None:
    (unknown,), (unsupported,) = facts("odd/unknown_type"), facts("message/unsupported_with_type")
    assert unknown.payload == {"type": "hologram"}
    assert unsupported.payload["type"] == "pool"
    assert unsupported.payload["errors"][0]["code"] == "131051"


def test_a_message_without_an_id_gets_the_same_one_at_every_delivery() -> None:
    body = json.loads(BY_NAME["message/text"].body)
    del body["entry"][0]["changes"][0]["value"]["messages"][0]["id"]
    first, second = (CHANNEL.parse({}, json.dumps(body).encode())[0] for _ in range(2))
    assert isinstance(first, IncomingMessage)
    assert first.id.startswith("sha256.")
    assert first == second


def test_an_unreadable_time_falls_back_to_that_of_the_delivery() -> None:
    (message,) = facts("odd/time_unreadable")
    assert message.timestamp == datetime.fromtimestamp(1793500009, UTC)


def test_a_webhook_shared_with_another_product_is_no_error() -> None:
    (fact,) = facts("batches/same_webhook_other_product")
    assert isinstance(fact, Ignored)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"text"', b"{}", b'{"object": 7}', b"\xff\xfe", b"[" * 100_000],
    ids=["nothing", "cut", "list", "null", "text", "empty", "object is no text", "bytes", "deep"],
)
def test_what_is_no_delivery_at_all_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedDelivery):
        CHANNEL.parse({}, body)


def test_a_delivery_nested_beyond_reason_is_malformed() -> None:
    deep = b'{"object": "whatsapp_business_account", "entry": ' + b"[" * 500 + b"]" * 500 + b"}"
    with pytest.raises(MalformedDelivery):
        CHANNEL.parse({}, deep)


texts = st.text(st.characters(exclude_categories=()), max_size=20)  # halves of surrogate pairs as well
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of everything inside a delivery."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in inner for found in [(*path, key), *places(item, (*path, key))]]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from (*strings(key), *strings(item))
    elif isinstance(value, Iterable):
        for item in value:
            yield from strings(item)


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@given(st.data())
def test_no_value_anywhere_makes_it_raise_or_lose_the_delivery(data: st.DataObject) -> None:
    delivery = json.loads(data.draw(st.sampled_from(RECORDINGS)).body)
    for _ in range(data.draw(st.integers(1, 3))):
        inside = [path for path in places(delivery) if path[0] != "object"]
        if inside:
            delivery = replaced(delivery, data.draw(st.sampled_from(inside)), data.draw(json_values))
    found = CHANNEL.parse({}, json.dumps(delivery).encode())
    assert found
    for text in strings(asdict(fact) for fact in found):
        assert "\0" not in text
        text.encode()
