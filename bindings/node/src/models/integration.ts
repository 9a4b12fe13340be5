import type { SourceType } from "./connection.js";
import type { Open } from "./open.js";

/** What can be done with a type of data. */
export type FeatureType = Open<
  | "Get"
  | "Post"
  | "Categorization"
  | "Delete"
  | "Put"
  | "GetAsPdf"
  | "DownloadAttachment"
  | "GetAttachment"
  | "GetAttachments"
  | "UploadAttachment"
>;

/** Whether something can be relied on. */
export type FeatureState = Open<"Release" | "Alpha" | "Beta" | "Deprecated" | "NotSupported" | "NotImplemented">;

/** Something that can be done with a type of data. */
export interface SupportedFeature {
  /** What it is. */
  readonly featureType?: FeatureType | null;
  /** Whether it can be relied on. */
  readonly featureState?: FeatureState | null;
}

/** What can be done with a type of data. */
export interface DataTypeFeature {
  /** Which type. */
  readonly dataType?: string | null;
  /** What can be done with it. */
  readonly supportedFeatures?: readonly SupportedFeature[] | null;
}

/** Software that customers can connect. */
export interface Integration {
  /** Its key of four letters. */
  readonly key: string;
  /** Its name. */
  readonly name?: string | null;
  /** Whether customers can choose it. */
  readonly enabled?: boolean | null;
  /** The address of its logo. */
  readonly logoUrl?: string | null;
  /** The source within the integration. */
  readonly sourceId?: string | null;
  /** What kind of data it gives. */
  readonly sourceType?: SourceType | null;
  /** Its identifier. */
  readonly integrationId?: string | null;
  /** Whether it runs on the customer's own machine. */
  readonly isOfflineConnector?: boolean | null;
  /** Whether it is not yet final. */
  readonly isBeta?: boolean | null;
  /** Who provides the data, if that is another company. */
  readonly dataProvidedBy?: string | null;
  /** What can be done with each type of data. */
  readonly datatypeFeatures?: readonly DataTypeFeature[] | null;
}

/** The address of an image. */
export interface ImageReference {
  /** Its URL. */
  readonly src?: string | null;
  /** The text to show instead of the image. */
  readonly alt?: string | null;
}

/** An image. */
export interface BrandingImage {
  /** The address of the image. */
  readonly image?: ImageReference | null;
}

/** A logo. */
export interface BrandingLogo {
  /** The whole of it. */
  readonly full?: BrandingImage | null;
  /** A square one. */
  readonly square?: BrandingImage | null;
}

/** A button. */
export interface BrandingButton {
  /** As it is. */
  readonly default?: BrandingImage | null;
  /** With the pointer over it. */
  readonly hover?: BrandingImage | null;
}

/** How an integration looks. */
export interface Branding {
  /** Its logo. */
  readonly logo?: BrandingLogo | null;
  /** Its button. */
  readonly button?: BrandingButton | null;
  /** The source within the integration. */
  readonly sourceId?: string | null;
}
