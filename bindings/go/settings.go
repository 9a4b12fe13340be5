package codat

import "context"

// Settings has the operations on your account: profile, sync settings, web origins and API keys; see [Client]. Every
// method may fail with an [*Error].
type Settings struct{ shared *caller }

func (s *Settings) caller() *caller { return (*service)(s).caller() }

// GetProfile returns the profile of your account: what customers see on the Link page. This is the service's operation
// get-profile.
func (s *Settings) GetProfile(ctx context.Context, options ...CallOption) (*Profile, error) {
	return ask[Profile](ctx, s.caller(), "settings.get_profile", struct{}{}, options)
}

// UpdateProfile replaces the profile of your account: change the one that [Settings.GetProfile] returned. Its API key is
// sent too. A field in Extra fails with [ErrInvalidArgument]. This is the service's operation update-profile.
// It has no idempotency key: if the outcome of a call is unknown, call again, the result is the same.
func (s *Settings) UpdateProfile(ctx context.Context, profile Profile, options ...CallOption) (*Profile, error) {
	return ask[Profile](ctx, s.caller(), "settings.update_profile", profileInput{profile}, options)
}

// GetSyncSettings returns the sync settings of all companies that have none of their own. This is the service's
// operation get-profile-syncSettings.
func (s *Settings) GetSyncSettings(ctx context.Context, options ...CallOption) (*SyncSettings, error) {
	return ask[SyncSettings](ctx, s.caller(), "settings.get_sync_settings", struct{}{}, options)
}

// UpdateSyncSettings replaces the sync settings of all companies that have none of their own. The clientID is the
// ClientID that [Settings.GetSyncSettings] returns; settings and overridesDefaults are as for
// [Companies.SetSyncSettings]. This is the service's operation update-profile-syncSettings.
func (s *Settings) UpdateSyncSettings(
	ctx context.Context, clientID string, settings []SyncSetting, overridesDefaults bool, options ...CallOption,
) error {
	input := clientSyncInput{clientID, syncInput{settings, overridesDefaults}}
	return s.caller().call(ctx, "settings.update_sync_settings", input, options, nil)
}

// GetCORSSettings returns the web origins that may call the service, such as those of pages with the service's user
// interfaces. This is the service's operation get-cors-settings.
func (s *Settings) GetCORSSettings(ctx context.Context, options ...CallOption) (*CORSSettings, error) {
	return ask[CORSSettings](ctx, s.caller(), "settings.get_cors_settings", struct{}{}, options)
}

// SetCORSSettings replaces all web origins that may call the service, such as "https://example.com"; nil is refused, an
// empty slice removes all. This is the service's operation set-cors-settings.
func (s *Settings) SetCORSSettings(
	ctx context.Context, allowedOrigins []string, options ...CallOption,
) (*CORSSettings, error) {
	return ask[CORSSettings](ctx, s.caller(), "settings.set_cors_settings", originsInput{allowedOrigins}, options)
}

// ListAPIKeys lists all API keys of your account. They are secrets. This is the service's operation list-api-keys.
func (s *Settings) ListAPIKeys(ctx context.Context, options ...CallOption) (*APIKeyList, error) {
	return ask[APIKeyList](ctx, s.caller(), "settings.list_api_keys", struct{}{}, options)
}

// CreateAPIKey creates an API key, of which there can be 10 ([ErrConflict] beyond). It is a secret. The name has at most
// 50 characters; if it is empty, the key has none. A lost response never creates a second one. This is the service's
// operation create-api-key.
func (s *Settings) CreateAPIKey(ctx context.Context, name string, options ...CallOption) (*APIKey, error) {
	return ask[APIKey](ctx, s.caller(), "settings.create_api_key", optionalNameInput{name}, options)
}

// DeleteAPIKey deletes an API key, by its ID, for good: also the client's own key, and the last key of your account.
// This is the service's operation delete-api-key.
// It has no idempotency key: if the outcome of a call is unknown, call again; [ErrNotFound] then means that it is done.
func (s *Settings) DeleteAPIKey(ctx context.Context, apiKeyID string, options ...CallOption) error {
	return s.caller().call(ctx, "settings.delete_api_key", apiKeyInput{apiKeyID}, options, nil)
}
