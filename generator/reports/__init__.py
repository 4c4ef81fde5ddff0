"""Problems and deadlines as people and programs read them: text, JSON, GitHub, HTML."""
