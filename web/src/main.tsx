import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "@/api/query-client";
import { errorText } from "@/api/use-error-text";
import { startTexts } from "@/locales";
import { createAppRouter } from "@/routes/router";
import { toast } from "@/shared/ui/toast";
import "@/shared/styles/index.css";

const client = createQueryClient((error) => toast.failed(errorText(error)));
const router = createAppRouter(client);

await startTexts();

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
