"""Answers conversations that wait in the queue, by a rule, and gives them back to the agent.

It signs in as an operator: BOT_URL, BOT_EMAIL and BOT_PASSWORD say where and who. An API key would not do, since
only a person can take a conversation. `--once` looks at the queue once; without it, every two seconds.
"""

import os
import sys
import time

import httpx

RULES = {"horário": "Abrimos de segunda a sexta, das 9h às 18h.", "endereço": "Rua das Araucárias, 120, Curitiba."}


class SignedIn(httpx.Auth):
    """Signs in when the access token has ended, which it does after 15 minutes."""

    requires_response_body = True
    token = "none-yet"

    def auth_flow(self, request):
        request.headers["authorization"] = f"Bearer {self.token}"
        if (yield request).status_code == httpx.codes.UNAUTHORIZED:
            who = {"email": os.environ["BOT_EMAIL"], "password": os.environ["BOT_PASSWORD"]}
            tokens = yield httpx.Request("POST", request.url.join("/api/v1/tokens"), json=who)
            self.token = tokens.raise_for_status().json()["access_token"]
            request.headers["authorization"] = f"Bearer {self.token}"
            yield request


def answer_queue(prosa):
    for conversation in prosa.get("conversations", params={"tab": "waiting"}).raise_for_status().json()["items"]:
        path = f"conversations/{conversation['id']}"
        thread = prosa.get(f"{path}/messages").raise_for_status().json()["items"]
        last = [message for message in thread if message["direction"] == "in"][-1]
        answer = next((text for word, text in RULES.items() if word in (last["text"] or "").lower()), None)
        if answer:
            # The same client_id again sends nothing, so a repeat after a lost connection does no harm.
            prosa.post(f"{path}/messages", json={"client_id": f"bot-{last['id']}", "text": answer}).raise_for_status()
            prosa.post(f"{path}/give-back").raise_for_status()


with httpx.Client(base_url=f"{os.environ['BOT_URL']}/api/v1/", auth=SignedIn(), timeout=20) as client:
    answer_queue(client)
    while "--once" not in sys.argv:
        time.sleep(2)
        answer_queue(client)
