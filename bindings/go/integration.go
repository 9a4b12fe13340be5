package codat

import "encoding/json"

// Integration is software that customers can connect.
type Integration struct {
	// Key is its key of four letters.
	Key string `json:"key"`
	// LogoURL is the address of its logo.
	LogoURL string `json:"logoUrl,omitzero"`
	// Name is its name.
	Name string `json:"name"`
	// Enabled says whether customers can choose it.
	Enabled bool `json:"enabled"`
	// SourceID is the source within the integration.
	SourceID string `json:"sourceId,omitzero"`
	// SourceType is what kind of data it gives.
	SourceType SourceType `json:"sourceType,omitzero"`
	// IntegrationID is its identifier.
	IntegrationID string `json:"integrationId,omitzero"`
	// IsOfflineConnector says whether it runs on the customer's own machine.
	IsOfflineConnector bool `json:"isOfflineConnector"`
	// IsBeta says whether it is not yet final.
	IsBeta bool `json:"isBeta"`
	// DataProvidedBy is who provides the data, if that is another company.
	DataProvidedBy string `json:"dataProvidedBy,omitzero"`
	// DatatypeFeatures are what can be done with each type of data.
	DatatypeFeatures []DataTypeFeature `json:"datatypeFeatures,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (i *Integration) UnmarshalJSON(data []byte) error {
	return decodeModel(data, i)
}

// MarshalJSON also writes unknown fields.
func (i Integration) MarshalJSON() ([]byte, error) {
	type plain Integration
	return encodeModel(plain(i), i.Extra)
}

// DataTypeFeature is what can be done with a type of data.
type DataTypeFeature struct {
	// DataType is which type.
	DataType string `json:"dataType,omitzero"`
	// SupportedFeatures are what can be done with it.
	SupportedFeatures []SupportedFeature `json:"supportedFeatures,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (d *DataTypeFeature) UnmarshalJSON(data []byte) error {
	return decodeModel(data, d)
}

// MarshalJSON also writes unknown fields.
func (d DataTypeFeature) MarshalJSON() ([]byte, error) {
	type plain DataTypeFeature
	return encodeModel(plain(d), d.Extra)
}

// SupportedFeature is something that can be done.
type SupportedFeature struct {
	// FeatureType is what it is.
	FeatureType FeatureType `json:"featureType"`
	// FeatureState says whether it can be relied on.
	FeatureState FeatureState `json:"featureState"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (s *SupportedFeature) UnmarshalJSON(data []byte) error {
	return decodeModel(data, s)
}

// MarshalJSON also writes unknown fields.
func (s SupportedFeature) MarshalJSON() ([]byte, error) {
	type plain SupportedFeature
	return encodeModel(plain(s), s.Extra)
}

// Branding is how an integration looks.
type Branding struct {
	// Logo is its logo.
	Logo *BrandingLogo `json:"logo,omitzero"`
	// Button is its button.
	Button *BrandingButton `json:"button,omitzero"`
	// SourceID is the source within the integration.
	SourceID string `json:"sourceId,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (b *Branding) UnmarshalJSON(data []byte) error {
	return decodeModel(data, b)
}

// MarshalJSON also writes unknown fields.
func (b Branding) MarshalJSON() ([]byte, error) {
	type plain Branding
	return encodeModel(plain(b), b.Extra)
}

// BrandingLogo is a logo.
type BrandingLogo struct {
	// Full is the whole of it.
	Full *BrandingImage `json:"full,omitzero"`
	// Square is a square one.
	Square *BrandingImage `json:"square,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (b *BrandingLogo) UnmarshalJSON(data []byte) error {
	return decodeModel(data, b)
}

// MarshalJSON also writes unknown fields.
func (b BrandingLogo) MarshalJSON() ([]byte, error) {
	type plain BrandingLogo
	return encodeModel(plain(b), b.Extra)
}

// BrandingButton is a button.
type BrandingButton struct {
	// Default is as it is.
	Default *BrandingImage `json:"default,omitzero"`
	// Hover is with the pointer over it.
	Hover *BrandingImage `json:"hover,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (b *BrandingButton) UnmarshalJSON(data []byte) error {
	return decodeModel(data, b)
}

// MarshalJSON also writes unknown fields.
func (b BrandingButton) MarshalJSON() ([]byte, error) {
	type plain BrandingButton
	return encodeModel(plain(b), b.Extra)
}

// BrandingImage is an image.
type BrandingImage struct {
	// Image is the address of the image.
	Image *ImageReference `json:"image,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (b *BrandingImage) UnmarshalJSON(data []byte) error {
	return decodeModel(data, b)
}

// MarshalJSON also writes unknown fields.
func (b BrandingImage) MarshalJSON() ([]byte, error) {
	type plain BrandingImage
	return encodeModel(plain(b), b.Extra)
}

// ImageReference is the address of an image.
type ImageReference struct {
	// Src is its URL.
	Src string `json:"src,omitzero"`
	// Alt is the text to show instead of the image.
	Alt string `json:"alt,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (i *ImageReference) UnmarshalJSON(data []byte) error {
	return decodeModel(data, i)
}

// MarshalJSON also writes unknown fields.
func (i ImageReference) MarshalJSON() ([]byte, error) {
	type plain ImageReference
	return encodeModel(plain(i), i.Extra)
}

// FeatureType is what can be done with data. A value that the service adds later is kept as it came.
type FeatureType string

// The values of [FeatureType] known to this version.
const (
	// FeatureTypeGet: reading.
	FeatureTypeGet FeatureType = "Get"
	// FeatureTypePost: creating.
	FeatureTypePost FeatureType = "Post"
	// FeatureTypeCategorization: assigning categories.
	FeatureTypeCategorization FeatureType = "Categorization"
	// FeatureTypeDelete: deleting.
	FeatureTypeDelete FeatureType = "Delete"
	// FeatureTypePut: changing.
	FeatureTypePut FeatureType = "Put"
	// FeatureTypeGetAsPdf: reading as a PDF file.
	FeatureTypeGetAsPdf FeatureType = "GetAsPdf"
	// FeatureTypeDownloadAttachment: downloading an attachment.
	FeatureTypeDownloadAttachment FeatureType = "DownloadAttachment"
	// FeatureTypeGetAttachment: reading about an attachment.
	FeatureTypeGetAttachment FeatureType = "GetAttachment"
	// FeatureTypeGetAttachments: listing attachments.
	FeatureTypeGetAttachments FeatureType = "GetAttachments"
	// FeatureTypeUploadAttachment: adding an attachment.
	FeatureTypeUploadAttachment FeatureType = "UploadAttachment"
)

// FeatureState is whether a feature can be relied on. A value that the service adds later is kept as it came.
type FeatureState string

// The values of [FeatureState] known to this version.
const (
	// FeatureStateRelease: final.
	FeatureStateRelease FeatureState = "Release"
	// FeatureStateAlpha: early.
	FeatureStateAlpha FeatureState = "Alpha"
	// FeatureStateBeta: nearly final.
	FeatureStateBeta FeatureState = "Beta"
	// FeatureStateDeprecated: going away.
	FeatureStateDeprecated FeatureState = "Deprecated"
	// FeatureStateNotSupported: the software cannot do it.
	FeatureStateNotSupported FeatureState = "NotSupported"
	// FeatureStateNotImplemented: the service cannot do it.
	FeatureStateNotImplemented FeatureState = "NotImplemented"
)
