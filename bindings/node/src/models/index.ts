/** The objects of the service, under its own names. Members that are not here are there all the same. */
export * from "./company.js";
export * from "./connection.js";
export * from "./createMany.js";
export * from "./data.js";
export * from "./integration.js";
export type { Open } from "./open.js";
export * from "./page.js";
export * from "./webhook.js";
