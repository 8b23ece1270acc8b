"""A company after years of work: 50,000 conversations with 1,000,000 messages, written in a minute or two.

Words follow Zipf's law, as they do in any language: the common Portuguese ones first, then those of the demo shop,
then a long tail of words made of syllables. Conversations are short mostly and long sometimes; ids and times go
together as they do in life, since the search relies on it.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from random import Random
from uuid import UUID

import psycopg

from prosa.app.demo import content
from prosa.contacts.schemas import IdentityKind
from prosa.contacts.search import words_of


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COMMON = _words("""
o a de que e não eu é um uma para com em do da você vocês por mais no na tem se os as meu minha pedido quero já foi
está mas como oi olá bom dia boa tarde noite obrigado obrigada qual quando onde quanto preço prazo entrega produto
comprei chegou ainda até hoje amanhã pode posso queria gostaria saber favor ajuda troca sim ok certo aqui loja compra
pagamento cartão pix boleto frete valor número site tamanho cor nota fiscal dias semana
""")
SYLLABLES = _words("ba ce di fo gu la me ni pó ru sa te vi xo zu ção nha")
FIRST_NAMES = _words("Ana Bruno Carla Diego Eduarda Fábio Gabriela Heitor Inês João Karina Lucas Maria Nádia Otávio")
LAST_NAMES = _words("Almeida Barros Cardoso Dias Esteves Farias Gomes Lima Moraes Nunes Oliveira Pires Ramos Souza")
RARE_NAME = "Quitéria Zanquetta"
STATUSES = (("bot", 0.6), ("resolved", 0.97), ("operator", 0.99), ("waiting", 1.0))
"""Shares, each up to the number."""
DAYS = 400

_MESSAGE = (
    "id", "conversation_id", "channel_id", "seq", "direction", "author", "type", "text", "status", "sent_at",
    "created_at", "provider_id", "outcome", "turn_id", "accepted_at",
)  # fmt: skip
_CONVERSATION = (
    "id", "channel_id", "contact_id", "status", "operator_id", "last_seq", "unread", "preview", "last_message_at",
    "waiting_since",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Corpus:
    """`mine` is held by the operator; `longest` has the most messages."""

    messages: int
    conversations: int
    longest: UUID
    seconds: float


def vocabulary() -> list[str]:
    """By falling frequency."""
    shop = sorted({word for article in content.articles() for word in article.body.lower().split() if word.isalpha()})
    tail = ["".join(parts) for parts in product(SYLLABLES, repeat=3)] + [
        "".join(parts) for parts in product(SYLLABLES[:10], repeat=4)
    ]
    rng = Random(5)
    rng.shuffle(shop)
    rng.shuffle(tail)
    return list(dict.fromkeys([*COMMON, *shop, *tail]))


class Writer:
    """Draws everything from a seed."""

    def __init__(self, channel_id: str, operator_id: UUID, messages: int, conversations: int) -> None:
        self._rng = Random(7)
        self._channel_id, self._operator_id = channel_id, operator_id
        self._words = vocabulary()
        self._now = time.time()
        self.contacts = [self._id(self._now - DAYS * 86400) for _ in range(conversations)]
        self.ids = [self._id(self._now - DAYS * 86400) for _ in range(conversations)]
        self._order = self._moments(messages)

    def _moments(self, messages: int) -> list[tuple[float, int]]:
        """When something is said and in which conversation, in order of time: an earlier conversation is likelier
        to have gone on for long."""
        rng, count = self._rng, len(self.ids)
        first = [rng.random() for _ in range(count)]
        spoken = []
        for number in range(messages):
            # Everybody speaks once; the rest falls to a few, as it does.
            who = number if number < count else int(count * rng.random() ** 2.2)
            begin = first[who]
            spoken.append((self._now - DAYS * 86400 * (1 - (begin + (1 - begin) * rng.random())), who))
        spoken.sort()
        return spoken

    def _id(self, at: float) -> UUID:
        """A UUIDv7 of a moment."""
        rest = self._rng.getrandbits(74)
        return UUID(int=(int(at * 1000) << 80) | (7 << 76) | ((rest >> 62) << 64) | (2 << 62) | (rest & (2**62 - 1)))

    def _text(self) -> str:
        size, rng, known = len(self._words), self._rng.random, self._words
        said = [known[int(size ** rng()) - 1] for _ in range(2 + int(14 * rng() ** 2))]
        if rng() < 0.02:
            said.append(str(int(10_000 + 90_000 * rng())))
        return " ".join(said)

    def messages(self) -> Iterator[tuple[object, ...]]:
        """Said and answered in turn. Fills in what the conversations show."""
        count = len(self.ids)
        self.last_seq, self.last_at, self.preview = [0] * count, [0.0] * count, [""] * count
        turns = [self._id(self._now) for _ in range(count)]
        for at, who in self._order:
            self.last_seq[who] += 1
            seq, text, moment = self.last_seq[who], self._text(), _moment(at)
            inbound = seq % 2 == 1
            if inbound:
                turns[who] = self._id(at)
            self.last_at[who], self.preview[who] = at, text[:160]
            yield (
                self._id(at), self.ids[who], self._channel_id, seq, "in" if inbound else "out",
                "contact" if inbound else "agent", "text", text, "received" if inbound else "read", moment, moment,
                f"wamid.{who}.{seq}", "answered" if inbound else None, turns[who], None if inbound else moment,
            )  # fmt: skip

    def people(self) -> Iterator[tuple[object, ...]]:
        for number, contact_id in enumerate(self.contacts):
            name = f"{self._rng.choice(FIRST_NAMES)} {self._rng.choice(LAST_NAMES)} {self._rng.choice(LAST_NAMES)}"
            name = RARE_NAME if number == 4321 % len(self.contacts) else name
            yield contact_id, name, words_of(name, None, [(IdentityKind.PHONE, phone(number))])

    def identities(self) -> Iterator[tuple[object, ...]]:
        for number, contact_id in enumerate(self.contacts):
            yield self._id(self._now), contact_id, "phone", phone(number), [phone(number)]

    def conversations(self) -> Iterator[tuple[object, ...]]:
        for who, id_ in enumerate(self.ids):
            share = self._rng.random()
            status = next(name for name, upto in STATUSES if share <= upto)
            moment = _moment(self.last_at[who])
            yield (
                id_, self._channel_id, self.contacts[who], status,
                self._operator_id if status == "operator" else None, self.last_seq[who], who % 3, self.preview[who],
                moment, moment if status == "waiting" else None,
            )  # fmt: skip

    @property
    def longest(self) -> UUID:
        return self.ids[max(range(len(self.ids)), key=self.last_seq.__getitem__)]


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def phone(number: int) -> str:
    return f"55{11 + number % 80}9{60000000 + number * 37 % 39999999:08d}"


def write(url: str, channel_id: str, messages: int, conversations: int) -> Corpus:
    """Fills an installation that has no conversations. The indexes of what was said are made afterwards, which is
    faster and leaves the same."""
    began = time.monotonic()
    with psycopg.connect(url) as connection:
        operator_id = connection.execute("""SELECT id FROM "user" WHERE role = 'operator'""").fetchone()[0]
        writer = Writer(channel_id, operator_id, messages, conversations)
        indexes = _secondary(connection)
        connection.execute("SET LOCAL session_replication_role = replica")  # no foreign key look-ups, as in a restore
        for name in indexes:
            connection.execute(f"DROP INDEX {name}")
        _copy(connection, "message", _MESSAGE, writer.messages())
        _copy(connection, "contact", ("id", "name", "words"), writer.people())
        _copy(connection, "identity", ("id", "contact_id", "kind", "match_key", "forms"), writer.identities())
        _copy(connection, "conversation", _CONVERSATION, writer.conversations())
        connection.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for definition in indexes.values():
            connection.execute(definition)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return Corpus(messages, conversations, writer.longest, time.monotonic() - began)


def _secondary(connection: psycopg.Connection) -> dict[str, str]:
    """The indexes of messages that enforce nothing, with their definitions."""
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'message' AND indexname LIKE 'ix_%'"
    )
    return dict(found.fetchall())


def _copy(
    connection: psycopg.Connection, table: str, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]
) -> None:
    with connection.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
