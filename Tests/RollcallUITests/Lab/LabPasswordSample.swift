/// Made with Werkzeug 3.1: `generate_password_hash("correct horse", "pbkdf2:sha256:1000")`; few rounds, so that tests are quick.
enum PasswordSample {
    static let hash = "pbkdf2:sha256:1000$3GJolzNe4HFxWJvS$afde531fb4c50f9bd78c4b8ae78962ef334d8e712e52f635da3933d83cf4fa77"
}
