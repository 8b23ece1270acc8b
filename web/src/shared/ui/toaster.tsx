import { useEffect } from "react";
import { Toaster as Sonner, toast as show } from "sonner";
import { useTheme } from "@/shared/theme";
import { connectToasts } from "./toast";

/** Where toasts appear. Loaded after the page, which does not need it to open. */
export function Toaster({ label }: { label: string }) {
  const { theme } = useTheme();
  useEffect(() => connectToasts(show), []);
  return <Sonner position="bottom-center" theme={theme} containerAriaLabel={label} />;
}
