import { expect } from "@playwright/test";
import type { Verbs } from "./verbs.ts";

/** What the walk needs to know of the registry that it walks through. */
export const WALKED = { repositories: 1500, repository: "gallery/ui", tags: 300, tag: "2.4.4" };

/** The main walk: from an address to the bytes of an image, and back again. */
export async function walk(person: Verbs, site: string, registry: string): Promise<void> {
  await connect(person, site, registry);
  await openRepository(person);
  const tag = await openImage(person);
  await expectSameAfterReload(person, `${WALKED.repository}:${tag}`);
  await verify(person);
  await person.back();
  await person.seeRole("table", "Tags");
  await person.back();
  await person.seeRole("table", "Repositories");
}

async function connect(person: Verbs, site: string, registry: string): Promise<void> {
  await person.open(`${site}#/connection`);
  await person.seeRole("heading", "Connection");
  await person.screenshot("walk-connection");
  await person.fill("textbox", "Registry address", registry);
  await person.click("button", "Connect");
  await person.seeRole("heading", new URL(registry).host);
  await person.see(WALKED.repositories.toLocaleString("en"));
  await person.screenshot("walk-repositories");
}

async function openRepository(person: Verbs): Promise<void> {
  await person.fill("searchbox", "Filter repositories", WALKED.repository);
  await person.click("link", WALKED.repository);
  await person.seeRole("table", "Tags");
  await person.see(String(WALKED.tags));
  await person.screenshot("walk-tags");
}

async function openImage(person: Verbs): Promise<string> {
  const tag = WALKED.tag;
  await person.fill("searchbox", "Filter tags", tag);
  await person.click("link", tag);
  await person.seeRole("table", "Layers");
  await person.see("sha256:");
  await person.screenshot("walk-image");
  return tag;
}

async function expectSameAfterReload(person: Verbs, reference: string): Promise<void> {
  // How many tags there are is not known any more, and a part of the image is remembered by now.
  const changes = /remembered|consistent|^\s*$/;
  const text = async () => {
    const lines = (await person.text()).replace(/all [\d,]+ tags/, "all tags").split("\n");
    return lines.filter((line) => !changes.test(line)).join("\n");
  };
  const before = await text();
  expect(before.replaceAll(/\s/g, "")).toContain(reference);
  const address = await person.address();
  await person.reload();
  await person.seeRole("table", "Layers");
  await expect.poll(text).toBe(before);
  expect(await person.address()).toBe(address);
}

async function verify(person: Verbs): Promise<void> {
  await person.click("button", "Verify");
  await person.see("and so does what the layers unpack to");
  await person.seeRole("button", "Verify again");
  await person.screenshot("walk-verified");
}
