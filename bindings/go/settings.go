package codat

import "context"

// Settings has the operations on your account: its profile, sync settings, web origins and API keys; see [Client].
// Every method may fail with an [*Error].
type Settings struct{ shared *caller }

func (s *Settings) caller() *caller { return (*service)(s).caller() }

// GetProfile gets the profile: what customers see on the Link page. This is the service's operation get-profile.
func (s *Settings) GetProfile(ctx context.Context, options ...CallOption) (*Profile, error) {
	return ask[Profile](ctx, s.caller(), "settings.get_profile", struct{}{}, options)
}

// UpdateProfile replaces the profile: change the one that [Settings.GetProfile] returned. What is in its Extra is not
// sent. This is the service's operation update-profile.
// It has no idempotency key: if the outcome of a call is unknown, call again, the result is the same.
func (s *Settings) UpdateProfile(
	ctx context.Context, profile Profile, options ...CallOption,
) (*Profile, error) {
	return ask[Profile](ctx, s.caller(), "settings.update_profile", profile.input(), options)
}

// GetSyncSettings gets the sync settings of all companies that have none of their own. This is the service's
// operation get-profile-syncSettings.
func (s *Settings) GetSyncSettings(ctx context.Context, options ...CallOption) (*SyncSettings, error) {
	return ask[SyncSettings](ctx, s.caller(), "settings.get_sync_settings", struct{}{}, options)
}

// UpdateSyncSettings replaces the sync settings of all companies that have none of their own. With
// overridesDefaults these settings are used instead of the service's defaults. This is the service's operation
// update-profile-syncSettings.
func (s *Settings) UpdateSyncSettings(
	ctx context.Context, clientID string, settings []SyncSetting, overridesDefaults bool, options ...CallOption,
) error {
	input := accountSyncInput{clientID, syncInput{orEmpty(settings), overridesDefaults}}
	return s.caller().call(ctx, "settings.update_sync_settings", input, options, nil)
}

// GetCORSSettings gets the web origins that may call the service. This is the service's operation
// get-cors-settings.
func (s *Settings) GetCORSSettings(ctx context.Context, options ...CallOption) (*CORSSettings, error) {
	return ask[CORSSettings](ctx, s.caller(), "settings.get_cors_settings", struct{}{}, options)
}

// SetCORSSettings replaces the web origins that may call the service. This is the service's operation
// set-cors-settings.
func (s *Settings) SetCORSSettings(
	ctx context.Context, allowedOrigins []string, options ...CallOption,
) (*CORSSettings, error) {
	input := originsInput{orEmpty(allowedOrigins)}
	return ask[CORSSettings](ctx, s.caller(), "settings.set_cors_settings", input, options)
}

// ListAPIKeys lists all API keys, which are secrets. This is the service's operation list-api-keys.
func (s *Settings) ListAPIKeys(ctx context.Context, options ...CallOption) (*APIKeyList, error) {
	return ask[APIKeyList](ctx, s.caller(), "settings.list_api_keys", struct{}{}, options)
}

// CreateAPIKey creates an API key, of which there can be 10. The key is a secret. The name may be empty. A lost
// response never creates a second key. With 10 keys it fails with [ErrConflict]. This is the service's operation
// create-api-key.
func (s *Settings) CreateAPIKey(ctx context.Context, name string, options ...CallOption) (*APIKey, error) {
	return ask[APIKey](ctx, s.caller(), "settings.create_api_key", apiKeyInput{name}, options)
}

// DeleteAPIKey deletes an API key, even the client's own. This is the service's operation delete-api-key. It has no
// idempotency key: if the outcome of a call is unknown, call again; [ErrNotFound] then means that it is done.
func (s *Settings) DeleteAPIKey(ctx context.Context, apiKeyID string, options ...CallOption) error {
	return s.caller().call(ctx, "settings.delete_api_key", deleteKeyInput{apiKeyID}, options, nil)
}
