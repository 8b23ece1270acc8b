import common from "./common.json";
import errors from "./errors.json";
import inbox from "./inbox.json";
import knowledge from "./knowledge.json";
import ledger from "./ledger.json";
import login from "./login.json";
import settings from "./settings.json";
import shell from "./shell.json";
import start from "./start.json";

export default { common, errors, inbox, knowledge, ledger, login, settings, shell, start };
