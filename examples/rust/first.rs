use codat::models::CompanyRequest;
use codat::sandbox::Sandbox;
use codat::{Client, Config};

pub fn main() -> codat::Result<()> {
    let sandbox = Sandbox::start(Default::default()).unwrap();
    let client = Client::new(Config {
        api_key: Some(sandbox.api_key().into()),
        base_url: Some(sandbox.base_url().into()),
        ..Config::default()
    })?;
    let company = client.companies().create(&CompanyRequest::new("Toft Bakery"))?;
    println!("Send your customer to {}", company.redirect);
    Ok(())
}
