import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { BellRing, Languages, MessageCircle, Moon, Sun, Ticket, Zap } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { languages, setLanguage } from "@/locales";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { useShortcutList } from "@/shared/keyboard/shortcuts";
import { useTheme } from "@/shared/theme";
import { Avatar } from "@/shared/ui/avatar";
import { Kbd } from "@/shared/ui/kbd";
import { navItems, settingsItem } from "./nav-items";

type CommandBarProps = { open: boolean; onOpenChange: (open: boolean) => void; onShowAlerts: () => void };

/** One field to go anywhere: pages, preferences, conversations by contact or by what was said. */
export function CommandBar({ open, onOpenChange, onShowAlerts }: CommandBarProps) {
  const { t } = useTranslation("shell");
  const [text, setText] = useState("");
  const navigate = useNavigate();
  const close = (next: boolean) => {
    if (!next) setText("");
    onOpenChange(next);
  };
  const run = (action: () => void) => () => {
    close(false);
    action();
  };
  return (
    <Command.Dialog
      open={open}
      onOpenChange={close}
      label={t("command.title")}
      overlayClassName="fixed inset-0 z-40 bg-black/30"
      contentClassName="pop fixed inset-x-4 top-[14vh] z-50 mx-auto max-w-[600px] overflow-hidden rounded-2xl border bg-surface shadow-float"
    >
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder={t("command.placeholder")}
        className="w-full border-b bg-transparent px-4 py-3.5 text-[15px] outline-none placeholder:text-ink-3 focus-visible:outline-none"
      />
      <Command.List className="scroll-thin max-h-80 overflow-auto p-1.5">
        <Command.Empty className="p-6 text-center text-ink-3">{t("command.empty")}</Command.Empty>
        <Commands run={run} />
        <Group title={t("command.goTo")}>
          {[...navItems, settingsItem].map(({ to, label, icon: Icon }) => (
            <Item key={to} value={t(label)} onSelect={run(() => void navigate({ to }))}>
              <Icon aria-hidden />
              {t(label)}
            </Item>
          ))}
        </Group>
        <Found
          text={text}
          onPick={(id, message) => run(() => void navigate({ to: "/conversas/$conversationId", params: { conversationId: id }, ...(message && { hash: message }) }))()}
        />
        <Preferences run={run} onShowAlerts={onShowAlerts} />
      </Command.List>
    </Command.Dialog>
  );
}

/** Keys that move about the list: of no use from here. */
const MOVES = "jkx";

/** What a single letter does on the page that is open, with its letter. */
function Commands({ run }: { run: (action: () => void) => () => void }) {
  const { t } = useTranslation("shell");
  const commands = useShortcutList().filter(({ key }) => /^[a-z]$/.test(key) && !MOVES.includes(key));
  if (commands.length === 0) return null;
  return (
    <Group title={t("command.here")}>
      {commands.map(({ key, label, run: act }) => (
        <Item key={key + label} value={label} onSelect={run(act)}>
          <Zap aria-hidden />
          {label}
          <Kbd className="ml-auto">{key.toUpperCase()}</Kbd>
        </Item>
      ))}
    </Group>
  );
}

type PreferencesProps = { run: (action: () => void) => () => void; onShowAlerts: () => void };

function Preferences({ run, onShowAlerts }: PreferencesProps) {
  const { t } = useTranslation("shell");
  const { theme, toggle } = useTheme();
  const themeLabel = t(theme === "dark" ? "theme.toLight" : "theme.toDark");
  return (
    <Group title={t("command.preferences")}>
      <Item value={themeLabel} onSelect={run(toggle)}>
        {theme === "dark" ? <Sun aria-hidden /> : <Moon aria-hidden />}
        {themeLabel}
      </Item>
      <Item value={t("user.alerts")} onSelect={run(onShowAlerts)}>
        <BellRing aria-hidden />
        {t("user.alerts")}
      </Item>
      {languages.map(({ value, label }) => (
        <Item key={value} value={`${t("user.language")} ${label}`} onSelect={run(() => void setLanguage(value))}>
          <Languages aria-hidden />
          {label}
        </Item>
      ))}
    </Group>
  );
}

type FoundProps = { text: string; onPick: (conversationId: string, messageId?: string) => void };

/** Conversations by their contact; with something typed also what was said, and tickets. */
function Found({ text, onPick }: FoundProps) {
  const { t } = useTranslation("shell");
  const q = useDebounced(text.trim(), 150);
  const { data } = useQuery({
    queryKey: ["conversations", "command", q],
    queryFn: () => unwrap(api.GET("/api/v1/conversations", { params: { query: { tab: "all", q: q || undefined, limit: 6 } } })),
    placeholderData: (previous) => previous,
  });
  const answers = useMay("operator");
  const { data: finds } = useQuery({
    queryKey: ["search", q],
    queryFn: () => unwrap(api.GET("/api/v1/search", { params: { query: { q, limit: 5 } } })),
    enabled: answers && q.length > 1,
  });
  return (
    // The server searched: what it found for this text always matches it.
    <>
      {data && data.items.length > 0 && (
        <Group title={t("command.conversations")}>
          {data.items.map((item) => (
            <Item key={item.id} value={`${item.contact.name} ${item.id}`} keywords={[text]} onSelect={() => onPick(item.id)}>
              <Avatar name={item.contact.name} size={24} />
              {item.contact.name}
              <span className="truncate text-ink-3">{item.preview}</span>
            </Item>
          ))}
        </Group>
      )}
      {finds && finds.messages.length > 0 && (
        <Group title={t("command.messages")}>
          {finds.messages.map(({ message_id, conversation_id, contact_name, text: said }) => (
            <Item key={message_id} value={`${said} ${message_id}`} keywords={[text]} onSelect={() => onPick(conversation_id, message_id)}>
              <MessageCircle aria-hidden />
              <span className="shrink-0">{contact_name}</span>
              <span className="truncate text-ink-3">{said}</span>
            </Item>
          ))}
        </Group>
      )}
      {finds && finds.tickets.length > 0 && (
        <Group title={t("command.tickets")}>
          {finds.tickets.map(({ id, protocol, summary, conversation_id }) => (
            <Item key={id} value={`${protocol} ${id}`} keywords={[text]} onSelect={() => conversation_id && onPick(conversation_id)}>
              <Ticket aria-hidden />
              <span className="shrink-0">{protocol}</span>
              <span className="truncate text-ink-3">{summary}</span>
            </Item>
          ))}
        </Group>
      )}
    </>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={title}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}

type ItemProps = { value: string; keywords?: string[]; onSelect: () => void; children: ReactNode };

function Item(props: ItemProps) {
  return (
    <Command.Item
      className="flex items-center gap-2.5 rounded-lg px-2.5 py-2 text-[13.5px] data-[selected=true]:bg-sunken [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3"
      {...props}
    />
  );
}
