import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { onSignedOut } from "@/api/client";
import { Shell } from "@/features/shell/shell";

/** The shell, and the way to the login page when the session ends while a page is open. */
export function SignedInLayout() {
  const router = useRouter();
  const client = useQueryClient();
  const leave = useCallback(() => {
    if (router.state.location.pathname === "/entrar") return;
    void router.navigate({ to: "/entrar", search: { voltar: router.state.location.href } }).then(() => client.clear());
  }, [router, client]);
  useEffect(() => onSignedOut(leave), [leave]);
  return <Shell />;
}
