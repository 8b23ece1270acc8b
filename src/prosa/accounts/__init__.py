"""Company, users, roles, sessions, API keys, encrypted connections and the audit log."""

from prosa.accounts import calendar, connections, queues, services
from prosa.accounts.api_keys import add_api_key, list_api_keys, revoke_api_key
from prosa.accounts.audit import read_audit, record_action
from prosa.accounts.company import change_company, company_is_filled_in, get_company
from prosa.accounts.hours import business_calendar, company_calendar
from prosa.accounts.passwords import hash_password, readable_password
from prosa.accounts.schemas import Principal, Role
from prosa.accounts.tools import hours_at
from prosa.accounts.users import (
    FIRST_ADMIN_EMAIL,
    EmailTaken,
    LastAdmin,
    add_user,
    change_user,
    ensure_first_admin,
    get_user,
    get_user_by_email,
    list_users,
    names_of,
    set_password,
)

__all__ = [
    "FIRST_ADMIN_EMAIL",
    "EmailTaken",
    "LastAdmin",
    "Principal",
    "Role",
    "add_api_key",
    "add_user",
    "business_calendar",
    "calendar",
    "change_company",
    "change_user",
    "company_calendar",
    "company_is_filled_in",
    "connections",
    "ensure_first_admin",
    "get_company",
    "get_user",
    "get_user_by_email",
    "hash_password",
    "hours_at",
    "list_api_keys",
    "list_users",
    "names_of",
    "queues",
    "read_audit",
    "readable_password",
    "record_action",
    "revoke_api_key",
    "services",
    "set_password",
]
