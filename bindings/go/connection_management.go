package codat

import "context"

// ConnectionManagement has the operations for the service's user interface in which customers manage their
// connections; see [Client]. Every method may fail with an [*Error].
type ConnectionManagement struct{ shared *caller }

func (c *ConnectionManagement) caller() *caller { return (*service)(c).caller() }

// GetAccessToken gets a token for the user interface: a secret. [Companies.GetAccessToken] replaces it. This is the
// service's operation get-connection-management-access-token.
func (c *ConnectionManagement) GetAccessToken(
	ctx context.Context, companyID string, options ...CallOption,
) (*AccessToken, error) {
	input := companyInput{companyID}
	return ask[AccessToken](ctx, c.caller(), "connection_management.get_access_token", input, options)
}

// GetCORSSettings gets the web origins from which customers may manage their connections. This is the service's
// operation get-connection-management-cors-settings.
func (c *ConnectionManagement) GetCORSSettings(
	ctx context.Context, options ...CallOption,
) (*CORSSettings, error) {
	return ask[CORSSettings](ctx, c.caller(), "connection_management.get_cors_settings", struct{}{}, options)
}

// SetCORSSettings replaces the web origins from which customers may manage their connections. This is the service's
// operation set-connection-management-cors-settings.
func (c *ConnectionManagement) SetCORSSettings(
	ctx context.Context, allowedOrigins []string, options ...CallOption,
) (*CORSSettings, error) {
	input := originsInput{orEmpty(allowedOrigins)}
	return ask[CORSSettings](ctx, c.caller(), "connection_management.set_cors_settings", input, options)
}
