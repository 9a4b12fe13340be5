/** The objects of the service, under its own names. Fields that are not declared here are kept in the objects. */
export * from "./company.js";
export * from "./connection.js";
export * from "./createMany.js";
export * from "./data.js";
export * from "./dataTypes.js";
export * from "./integration.js";
export type { Open } from "./open.js";
export * from "./page.js";
export * from "./push.js";
export * from "./settings.js";
export * from "./webhook.js";
