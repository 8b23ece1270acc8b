import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Headset, KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMe } from "@/api/me";
import type { Role, User } from "@/api/types";
import { usersQuery } from "@/api/users";
import { cn } from "@/shared/cn";
import { useWhen } from "@/shared/format/use-when";
import { Avatar } from "@/shared/ui/avatar";
import { Badge } from "@/shared/ui/badge";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { IconButton } from "@/shared/ui/icon-button";
import { Select } from "@/shared/ui/select";
import { Switch } from "@/shared/ui/switch";
import { DeskDialog } from "./desk-dialog";
import { ResetPasswordDialog } from "./reset-password-dialog";
import { roles } from "./roles";

type Change = { role?: Role; active?: boolean };

/** One person: who, what they may do, whether they may sign in. */
export function PersonRow({ user }: { user: User }) {
  const { t } = useTranslation(["settings", "queues"]);
  const { briefly } = useWhen();
  const me = useMe();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [resetting, setResetting] = useState(false);
  const [atDesk, setAtDesk] = useState(false);
  const change = useMutation({
    mutationFn: (body: Change) => unwrap(api.PATCH("/api/v1/users/{user_id}", { params: { path: { user_id: user.id } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
  const wanted = change.isPending ? change.variables : {};
  const active = wanted.active ?? user.active;
  const name = user.name;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-3">
      <Avatar name={name} />
      <div className={cn("min-w-0 flex-1 basis-56", !active && "opacity-60")}>
        <p className="flex items-center gap-2 font-medium">
          <span className="truncate">{name}</span>
          {user.id === me.id && <Badge>{t("team.you")}</Badge>}
        </p>
        <p className="truncate text-[13px] text-ink-3">
          {t("team.seen", { email: user.email, seen: user.last_login_at ? briefly(user.last_login_at) : t("team.never") })}
        </p>
      </div>
      <Select
        aria-label={t("team.roleOf", { name })}
        value={wanted.role ?? user.role}
        title={t(`roleHint.${user.role}`)}
        onChange={(event) => change.mutate({ role: event.target.value as Role })}
        className="w-40"
      >
        {roles.map((role) => (
          <option key={role} value={role}>
            {t(`role.${role}`)}
          </option>
        ))}
      </Select>
      <Switch
        aria-label={t("team.activeOf", { name })}
        checked={active}
        onCheckedChange={(on) => (on ? change.mutate({ active: true }) : setAsking(true))}
      />
      <IconButton label={t("person.open", { ns: "queues", name })} onClick={() => setAtDesk(true)}>
        <Headset aria-hidden />
      </IconButton>
      <IconButton label={`${t("team.resetPassword")}: ${name}`} onClick={() => setResetting(true)}>
        <KeyRound aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("team.deactivate.title", { name })}
        description={t("team.deactivate.hint")}
        action={t("team.deactivate.action")}
        onConfirm={() => change.mutate({ active: false })}
        danger
      />
      {atDesk && <DeskDialog user={user} onClose={() => setAtDesk(false)} />}
      {resetting && <ResetPasswordDialog user={user} onClose={() => setResetting(false)} />}
    </li>
  );
}
