"""The kinds of file about the record itself: customers, products, shops. Others are declared by their own apps."""
