import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/keys";
import { Avatar } from "@/shared/ui/avatar";
import { Button } from "@/shared/ui/button";
import { IconButton } from "@/shared/ui/icon-button";
import { Input } from "@/shared/ui/input";

type ContactHeadProps = { contactId: string; name: string; line: string | undefined; canEdit: boolean };

export function ContactHead({ contactId, name, line, canEdit }: ContactHeadProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const [editing, setEditing] = useState(false);
  return (
    <div className="flex items-center gap-3 px-4 pt-5 pb-4">
      <Avatar name={name} size={52} />
      <div className="min-w-0 flex-1">
        {editing ? (
          <NameForm contactId={contactId} name={name} onDone={() => setEditing(false)} />
        ) : (
          <>
            <div className="flex items-center gap-1">
              <p className="truncate text-[15.5px] font-semibold">{name}</p>
              {canEdit && (
                <IconButton label={t("contact.rename")} onClick={() => setEditing(true)} className="size-7 text-ink-3">
                  <Pencil aria-hidden />
                </IconButton>
              )}
            </div>
            <p className="truncate text-[12.5px] text-ink-3">{line}</p>
          </>
        )}
      </div>
    </div>
  );
}

function NameForm({ contactId, name, onDone }: { contactId: string; name: string; onDone: () => void }) {
  const { t } = useTranslation(["extras", "inbox", "common"]);
  const client = useQueryClient();
  const [text, setText] = useState(name);
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      unwrap(api.PATCH("/api/v1/contacts/{contact_id}", { params: { path: { contact_id: contactId } }, body: { name: text.trim() } })),
    onSuccess: (contact) => {
      client.setQueryData(keys.contact(contactId), contact);
      void client.invalidateQueries({ queryKey: ["conversations"] });
      onDone();
    },
  });
  return (
    <form
      className="flex flex-wrap gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
      onKeyDown={(event) => event.key === "Escape" && onDone()}
    >
      <Input
        ref={(field) => field?.focus()}
        aria-label={t("contact.name")}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" size="sm" variant="primary" disabled={isPending || !text.trim()}>
        {t("common:save")}
      </Button>
      <Button size="sm" variant="ghost" onClick={onDone}>
        {t("common:cancel")}
      </Button>
    </form>
  );
}
