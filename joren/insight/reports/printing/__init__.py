"""Reports on paper: PDF made here, with a Japanese font inside. reportlab is loaded only when a paper is made."""
