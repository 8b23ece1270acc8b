"""Trying the credentials before they are saved: each step says what to mend."""

import hashlib
import hmac

import httpx

from prosa.channels.outcome import body_of
from prosa.channels.port import CheckStep
from prosa.connectors.meta_cloud.errors import refusal
from prosa.connectors.meta_cloud.settings import MetaCloudSettings
from prosa.core.wire import obj, objects, text

_Params = dict[str, str]


async def check(settings: MetaCloudSettings, http: httpx.AsyncClient) -> list[CheckStep]:
    """Is the token accepted, does it reach the number, is the app secret that of the token's app, does the
    account deliver to an app. Stops at a token that is refused: nothing else could be told then."""
    steps = [await _token(settings, http)]
    if steps[0].ok:
        steps += [await _phone_number(settings, http), await _app_secret(settings, http)]
        if settings.waba_id:
            steps.append(await _webhook(settings, http, settings.waba_id))
    return steps


async def _token(settings: MetaCloudSettings, http: httpx.AsyncClient) -> CheckStep:
    found = await _get(settings, http, "me", {"fields": "id,name"})
    if isinstance(found, str):
        return CheckStep("token", ok=False, detail=found)
    return CheckStep("token", ok=True, detail=text(found.get("name")) or "")


async def _phone_number(settings: MetaCloudSettings, http: httpx.AsyncClient) -> CheckStep:
    fields = {"fields": "display_phone_number,verified_name,quality_rating"}
    found = await _get(settings, http, settings.phone_number_id, fields)
    if isinstance(found, str):
        return CheckStep("phone_number", ok=False, detail=found)
    told = (found.get(key) for key in ("display_phone_number", "verified_name", "quality_rating"))
    return CheckStep("phone_number", ok=True, detail=", ".join(filter(None, map(text, told))))


async def _app_secret(settings: MetaCloudSettings, http: httpx.AsyncClient) -> CheckStep:
    """Meta refuses a call whose proof was not made with the secret of the token's own app."""
    secret, token = settings.app_secret.get_secret_value(), settings.access_token.get_secret_value()
    proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    found = await _get(settings, http, "me", {"fields": "id", "appsecret_proof": proof})
    return CheckStep("app_secret", ok=not isinstance(found, str), detail=found if isinstance(found, str) else "")


async def _webhook(settings: MetaCloudSettings, http: httpx.AsyncClient, waba_id: str) -> CheckStep:
    found = await _get(settings, http, f"{waba_id}/subscribed_apps", {})
    if isinstance(found, str):
        return CheckStep("webhook", ok=False, detail=found)
    apps = objects(found.get("data"))
    names = (text(obj(app.get("whatsapp_business_api_data")).get("name")) for app in apps)
    return CheckStep("webhook", ok=bool(apps), detail=", ".join(filter(None, names)))


async def _get(
    settings: MetaCloudSettings, http: httpx.AsyncClient, path: str, params: _Params
) -> dict[str, object] | str:
    """The object, or what went wrong in Meta's words."""
    try:
        response = await http.get(
            settings.url(path), params=params, headers=settings.authorization(), follow_redirects=False
        )
    except httpx.HTTPError as error:
        return f"{settings.base_url}: {type(error).__name__}"
    refused = refusal(response)
    if refused is not None:
        return f"{refused.text} ({refused.code})"
    return body_of(response) if response.is_success else f"HTTP {response.status_code}"
