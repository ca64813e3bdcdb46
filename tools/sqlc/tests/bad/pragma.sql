--: one x() -> n:i64
pragma user_version;
